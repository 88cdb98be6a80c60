"""The one file in an archive that a person hands over: what they would have handed over after unpacking it.

A publisher's page may put a download into a zip archive, or a person may have kept it in one. What lands is the file in
it, so that the same figures are the same document however they were packed. Bounded, and in a folder of its own.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from warehouse.errors import DataError, in_one_line
from warehouse.transcode_archive import is_gzip
from warehouse.transcode_cells import is_workbook

LARGEST = 1 << 30
_CHUNK = 1 << 20
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the second begins an archive without members
_BROKEN = (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
_IS_ENCRYPTED = 0x1


@dataclass(frozen=True)
class Handed:
    """A file to import: its path, another name that it may go by, and where it came from."""

    path: Path
    other_name: str | None
    obtained_from: str


@contextmanager
def handed(path: Path, suffixes: Sequence[str], scratch: Path, limit: int = LARGEST) -> Iterator[Handed]:
    """The file itself; or, of a zip archive or a gzip file, the one file in it, unpacked for as long as it is needed.

    `suffixes` are those that the file may have, such as .csv; without any, nothing is unpacked. A workbook is no
    archive. Raises DataError when there is not exactly one such file in it, or it does not unpack.
    """
    is_packed = bool(suffixes) and (is_gzip(path) or (_is_zip(path) and not is_workbook(path)))
    if not is_packed:
        yield Handed(path, None, path.name)
        return
    scratch.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=scratch) as folder:
        try:
            unpacked = (_gzipped if is_gzip(path) else _member)(path, suffixes, Path(folder), limit)
        except _BROKEN as error:
            raise _wrong(path, "a whole archive", f"a damaged one ({type(error).__name__})") from error
        yield Handed(unpacked, f"{path.stem}{unpacked.suffix}", f"{path.name}/{unpacked.name}")


def _gzipped(path: Path, suffixes: Sequence[str], folder: Path, limit: int) -> Path:
    unpacked = folder / path.name.removesuffix(".gz")
    with gzip.open(path) as source:
        _copy(source, unpacked, path, limit)
    return unpacked


def _member(path: Path, suffixes: Sequence[str], folder: Path, limit: int) -> Path:
    """The one member that may be imported, unpacked under its name without folders."""
    with zipfile.ZipFile(path) as archive:
        files = [member for member in archive.infolist() if _is_file(member)]
        fitting = [member for member in files if member.filename.lower().endswith(tuple(suffixes))]
        if len(fitting) != 1:
            raise _not_one(path, suffixes, files, fitting)
        (member,) = fitting
        if member.flag_bits & _IS_ENCRYPTED:
            raise _wrong(path, "an archive without a password", f"one whose {member.filename} needs one")
        unpacked = folder / in_one_line(PurePosixPath(member.filename).name).replace("\\", " ")[-200:]
        with archive.open(member) as source:
            _copy(source, unpacked, path, limit)
        return unpacked


def _not_one(
    path: Path, suffixes: Sequence[str], files: list[zipfile.ZipInfo], fitting: list[zipfile.ZipInfo]
) -> DataError:
    expected = f"an archive with one file ({', '.join(suffixes)})"
    if not files:
        return _wrong(path, expected, "an empty archive")
    listed = ", ".join(member.filename for member in (fitting or files)[:5])
    inner = any(member.filename.lower().endswith((".zip", ".gz", ".7z", ".rar")) for member in files)
    if not fitting and inner:
        return _wrong(path, expected, f"an archive in an archive: {listed}")
    return _wrong(path, expected, f"{len(fitting) or 'none'} among {len(files)}: {listed}")


def _copy(source: IO[bytes] | gzip.GzipFile, unpacked: Path, path: Path, limit: int) -> None:
    left = limit
    with unpacked.open("wb") as out:
        while chunk := source.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise _wrong(path, f"a file of at most {limit:,} bytes when it is unpacked", "a larger one")
            out.write(chunk)


def _is_file(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a file of the publisher's, and not what a system put beside it."""
    parts = PurePosixPath(member.filename).parts
    return not member.is_dir() and "__MACOSX" not in parts and not parts[-1].startswith(".")


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in _ZIP


def _wrong(path: Path, expected: str, came: str) -> DataError:
    return DataError(
        expected=expected,
        came=came,
        where=str(path),
        next_step="Unpack it, and import each file in it by itself; nothing was landed",
    )
