"""What a killed process left behind: half-written files, removed by the next writer.

Files that are being written bear a mark: `.<name>.<process>.tmp` (landing and outcomes), `<name>.next-<process>.duckdb`
(publish), `rebuild-<process>-<...>` (scratch folders). What is written under the writer's lock only is stale for
whoever holds it now; the rest is stale when its process is not running.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

_COPY = re.compile(r"\.next-(\d+)\.duckdb(\.wal)?$")
_REBUILD = re.compile(r"^rebuild-(\d+)-")


def clear_leftovers(landed: Iterable[Path], scratch: Path, published: Iterable[Path]) -> None:
    """Remove what is stale in these folders: of landed documents and the like, of scratch files, of published files.

    The caller holds the writer's lock.
    """
    for folder in landed:
        for path in folder.rglob(".*.tmp"):
            path.unlink(missing_ok=True)
    for path in scratch.iterdir() if scratch.is_dir() else ():
        if path.is_file():
            path.unlink(missing_ok=True)
        elif _is_stale(_REBUILD.search(path.name)):
            shutil.rmtree(path, ignore_errors=True)
    for folder in published:
        clear_copies(folder)


def clear_copies(folder: Path) -> None:
    """Remove the copies that interrupted publishes left in a folder."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if _is_stale(_COPY.search(path.name)):
            path.unlink(missing_ok=True)


def is_running(process: int) -> bool:
    """Whether there is a process of that number on this machine."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_stale(mark: re.Match[str] | None) -> bool:
    """Whether the marked process has ended; so has an earlier one that had the number of this one."""
    return mark is not None and (int(mark[1]) == os.getpid() or not is_running(int(mark[1])))
