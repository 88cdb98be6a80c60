"""One writer at a time: the lock of the data folder, with the name of who holds it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from warehouse.errors import ChokepointError


@contextmanager
def writer_lock(data_dir: Path, holder: str) -> Iterator[None]:
    """Hold the right to write for the block; the system releases it when the process dies.

    Raises ChokepointError at once when another process holds it, saying who and since when.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    note = data_dir / "writer.txt"
    lock = FileLock(data_dir / "writer.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        who = note.read_text(encoding="utf-8").strip() if note.exists() else "another process"
        raise ChokepointError(
            f"Another refresh is writing to {data_dir}: {who}. Wait until it ends, then run this again."
        ) from error
    try:
        note.write_text(
            f"{holder}, process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n", encoding="utf-8"
        )
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()
