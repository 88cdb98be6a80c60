"""One writer at a time: the lock of the data folder, with the name of who holds it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from warehouse.errors import ChokepointError

_PATIENCE_S = 1.0  # is_held() holds it for a moment


@contextmanager
def writer_lock(data_dir: Path, holder: str) -> Iterator[None]:
    """Hold the right to write for the block; the system releases it when the process dies.

    Inside a block that holds it already it is held until that one ends. Raises ChokepointError when another process
    goes on holding it, saying who and since when.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    note = data_dir / "writer.txt"
    lock = FileLock(data_dir / "writer.lock", timeout=_PATIENCE_S, is_singleton=True)
    try:
        lock.acquire()
    except Timeout as error:
        raise ChokepointError(
            f"Another refresh is writing to {data_dir}: {_holder(note)}. Wait until it ends, then run this again."
        ) from error
    is_outermost = lock.lock_counter == 1
    try:
        if is_outermost:
            note.write_text(
                f"{holder}, process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n", encoding="utf-8"
            )
        yield
    finally:
        if is_outermost:
            note.unlink(missing_ok=True)
        lock.release()


def _holder(note: Path) -> str:
    try:
        return note.read_text(encoding="utf-8").strip() or "another process"
    except OSError:
        return "another process"


def is_held(data_dir: Path) -> bool:
    """Whether some process holds the right to write."""
    lock = FileLock(data_dir / "writer.lock", timeout=0)
    try:
        with lock:
            return False
    except Timeout:
        return True
