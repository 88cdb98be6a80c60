"""The CSV files of a zip archive, one after the other, or the one of a gzip file, in the scratch folder.

Streamed, and bounded: an archive may hold more than there is room for, so that one file of it is unpacked at a time.

The name of the scratch file comes from the hash of the landed bytes, never from a name inside the archive, so that no
archive can write elsewhere. What it unpacks to is counted as it is written; what its directory promises is not trusted.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import IO

from warehouse.errors import DataError

MEMBERS = "members:"
UNPACK_LIMIT_BYTES = 16 << 30  # thirty years of the largest known tables are 10 GiB

_CHUNK = 1 << 20
_HEADER_LIMIT = 1 << 16
_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"
_BROKEN = (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


def is_zip(path: Path) -> bool:
    """Whether the first bytes are those of a zip archive."""
    return _starts_with(path, _ZIP)


def is_gzip(path: Path) -> bool:
    """Whether the first bytes are those of a gzip file."""
    return _starts_with(path, _GZIP)


@contextmanager
def unpacked(path: Path, scratch: Path, where: str, limit: int = UNPACK_LIMIT_BYTES) -> Iterator[Path]:
    """The CSV file that a gzip file holds. A file that is not packed stands for itself.

    Raises DataError when it is damaged, or unpacks to more than `limit` bytes.
    """
    if not is_gzip(path):
        yield path
        return
    with _scratch_file(path, scratch) as readable:
        with readable.open("wb") as out, _told(where), gzip.open(path) as source:
            _Bounded(out, _Limit(limit, where)).copy(source)
        yield readable


def members(
    path: Path, pattern: str, scratch: Path, where: str, limit: int = UNPACK_LIMIT_BYTES
) -> Generator[Path, None, None]:
    """The CSV files of a zip archive that are named like `pattern`, by name, each gone when the next one is asked for.

    Raises DataError when there is no such member, headers differ, the archive is damaged, or its members unpack to more
    than `limit` bytes together.
    """
    left = _Limit(limit, where)
    with _told(where), zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if fnmatchcase(PurePosixPath(name).name, pattern))
        if not names:
            raise _wrong(where, f"an archive with files named {pattern}", ", ".join(archive.namelist()[:5]) or "none")
        header = b""
        for name in names:
            with _scratch_file(path, scratch) as readable:
                with readable.open("wb") as out, archive.open(name) as member:
                    came = member.readline(_HEADER_LIMIT).rstrip(b"\r\n")
                    if header and came != header:
                        raise _wrong(where, f"the header {_shown(header)} in each file", f"{_shown(came)} in {name}")
                    header = came
                    bounded = _Bounded(out, left)
                    bounded.write(came + b"\n")
                    bounded.copy(member)
                yield readable


@contextmanager
def _scratch_file(path: Path, scratch: Path) -> Iterator[Path]:
    scratch.mkdir(parents=True, exist_ok=True)
    readable = scratch / f"{path.name}.csv"
    try:
        yield readable
    finally:
        readable.unlink(missing_ok=True)


@contextmanager
def _told(where: str) -> Iterator[None]:
    """What the readers of archives raise, as one error that a person can read."""
    try:
        yield
    except _BROKEN as error:
        raise _wrong(where, "a whole archive", f"a damaged one ({error})") from error


class _Limit:
    """How many bytes may still be unpacked."""

    def __init__(self, limit: int, where: str) -> None:
        self._left, self._limit, self._where = limit, limit, where

    def take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise _wrong(self._where, f"an archive that unpacks to at most {self._limit:,} bytes", "one with more")


class _Bounded:
    """Writes until a limit, and ends each copied text with a line break."""

    def __init__(self, out: IO[bytes], limit: _Limit) -> None:
        self._out, self._limit = out, limit

    def copy(self, source: IO[bytes] | gzip.GzipFile) -> None:
        last = b"\n"
        while chunk := source.read(_CHUNK):
            self.write(chunk)
            last = chunk[-1:]
        if last != b"\n":
            self.write(b"\n")

    def write(self, chunk: bytes) -> None:
        self._limit.take(len(chunk))
        self._out.write(chunk)


def _shown(header: bytes) -> str:
    return header[:200].decode(errors="replace")


def _starts_with(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def _wrong(where: str, expected: str, came: str) -> DataError:
    return DataError(
        expected=expected,
        came=came,
        where=where,
        next_step="Nothing of it was loaded; compare the file with the publisher's, or import it again",
    )
