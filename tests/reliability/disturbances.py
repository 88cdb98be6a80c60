"""What goes wrong around a refresh, done in its own process: the disk, permissions, the clock."""

from __future__ import annotations

import ctypes
import datetime as real
import errno
import os
import resource
import struct
import sys
import time
from pathlib import Path
from typing import Any

BALLAST = "ballast"
_CAPABILITY_VERSION_3 = 0x20080522
_PR_CAPBSET_DROP = 24
_DAC = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


def limit_files(size: int) -> None:
    """No file grows past this size; writing more fails. dbt inherits it."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def fill_disk(folder: Path) -> None:
    """Take what is free on the disk of a folder."""
    with (folder / BALLAST).open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError as error:
                assert error.errno == errno.ENOSPC


def obey_permissions() -> None:
    """Have the root user bound by the permissions of files and folders, as any other user is; also in dbt."""
    if os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = struct.pack("Ii", _CAPABILITY_VERSION_3, 0), ctypes.create_string_buffer(24)
    done = libc.capget(header, sets)
    words = [word & ~sum(1 << bit for bit in _DAC) if at < 3 else word for at, word in enumerate(_words(sets.raw))]
    done |= max(libc.prctl(_PR_CAPBSET_DROP, bit, 0, 0, 0) for bit in _DAC)
    done |= libc.capset(header, struct.pack("6I", *words))
    assert done == 0, os.strerror(ctypes.get_errno())


def _words(sets: bytes) -> tuple[int, ...]:
    return struct.unpack("6I", sets)


def set_clock_back(days: int) -> None:
    """Have all that was imported see the clock jump back."""
    back = real.timedelta(days=days)
    original, then = real.datetime, time.time

    class AnyMoment(type):
        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, original)

    class Moment(original, metaclass=AnyMoment):
        @classmethod
        def now(cls, tz: real.tzinfo | None = None) -> Any:
            return original.now(tz) - back

    time.time = lambda: then() - back.total_seconds()
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in {"pipelines", "warehouse", "expectations", "dagster", "dagster_shared", "filelock"}:
            for attribute, value in list(vars(module).items()):
                if value is original:
                    setattr(module, attribute, Moment)


def wait_while(path: Path) -> None:
    """Go on when the file is gone."""
    while path.exists():
        time.sleep(0.05)
