"""What DuckDB's readers cannot open, as UTF-8 text in a scratch file. The landed bytes stay as they are."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import IO

from warehouse.errors import DataError
from warehouse.transcode_archive import MEMBERS, is_gzip, is_zip, members, unpacked
from warehouse.transcode_cells import is_workbook, write_cells
from warehouse.transcode_rows import LISTS, RECORDS, as_answer
from warehouse.transcode_xml import is_xml, write_json_lines

_CHUNK = 1 << 20
_LARGEST_MEMBER = 1 << 30
# What the zip reader raises on a damaged, cut off, encrypted or oddly compressed archive.
_BAD_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


def texts(path: Path, encoding: str, scratch: Path, where: str) -> Generator[Path, None, None]:
    """Paths to the texts of a document in UTF-8, one after the other, each gone when the next one is asked for.

    `members:` and a pattern in place of the encodings ask for the CSV files of an archive that are so named; any other
    document is one text, as `as_utf8` says.
    """
    if encoding.startswith(MEMBERS) and is_zip(path):
        yield from members(path, encoding.removeprefix(MEMBERS), scratch, where)
    else:
        with as_utf8(path, encoding, scratch, where) as readable:
            yield readable


@contextmanager
def as_utf8(path: Path, encoding: str, scratch: Path, where: str) -> Iterator[Path]:
    """A path to the same text in UTF-8, removed afterwards; the landed file itself when it is UTF-8 already.

    `encoding` may name several, such as `utf-8-sig|cp1252`: the first that the bytes fit. A zip archive stands for
    its one CSV member, an XML document for its records as JSON, one a line, a workbook for its rows of cells as JSON,
    one a line; `cells:` before the encodings asks for such rows of a CSV file too, or of every CSV file of an archive.
    A gzip file stands for the CSV file in it. `records:` and `lists:` ask for a CSV file as its publisher's JSON.
    Raises DataError at the first byte that none of the encodings has.
    """
    if encoding.startswith((RECORDS, LISTS)):
        with as_answer(path, encoding, scratch, where) as readable:
            yield readable
        return
    if is_xml(path):
        scratch.mkdir(parents=True, exist_ok=True)
        readable = scratch / f"{path.name}.jsonl"
        try:
            write_json_lines(path, readable, where)
            yield readable
        finally:
            readable.unlink(missing_ok=True)
        return
    if encoding.startswith(MEMBERS) or (encoding == "utf-8" and is_gzip(path)):
        with unpacked(path, scratch, where) as readable:
            yield readable
        return
    is_cells = encoding.startswith("cells:")
    if encoding == "utf-8" and not is_zip(path):
        yield path
        return
    scratch.mkdir(parents=True, exist_ok=True)
    readable = scratch / f"{path.name}.txt"
    try:
        encodings = encoding.removeprefix("cells:").split("|")
        if is_cells or is_workbook(path):
            write_cells(path, encodings, readable, where)
        else:
            _transcode(path, encodings, readable, where)
        yield readable
    finally:
        readable.unlink(missing_ok=True)


def _transcode(path: Path, encodings: list[str], readable: Path, where: str) -> None:
    for encoding in encodings:
        try:
            with (
                _text_bytes(path, where) as source,
                TextIOWrapper(source, encoding=encoding, newline="") as text,
                readable.open("w", encoding="utf-8", newline="") as out,
            ):
                while chunk := text.read(_CHUNK):
                    out.write(chunk)
            return
        except UnicodeDecodeError as error:
            refused = f"byte {error.object[error.start]:#04x} at {error.start} of a block"
    raise DataError(
        expected=f"text in {' or '.join(encodings)}",
        came=refused,
        where=where,
        next_step="Check whether the publisher changed the encoding",
    )


@contextmanager
def _text_bytes(path: Path, where: str) -> Iterator[IO[bytes]]:
    """The bytes of the text: the file's, or those of the one CSV member of an archive, read as a stream."""
    if not is_zip(path):
        with path.open("rb") as file:
            yield file
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if member.filename.lower().endswith(".csv")]
            if len(members) != 1 or members[0].file_size > _LARGEST_MEMBER:
                raise DataError(
                    expected=f"an archive with one CSV file of at most {_LARGEST_MEMBER} bytes",
                    came=", ".join(f"{member.filename} ({member.file_size})" for member in archive.infolist()[:5]),
                    where=where,
                    next_step="Check whether the publisher changed the archive",
                )
            with archive.open(members[0]) as member:
                yield member
    except _BAD_ARCHIVE as error:
        raise DataError(
            expected="a whole zip archive",
            came=f"one that does not open ({error})",
            where=where,
            next_step="Refresh again; the landed bytes stay for inspection",
        ) from error
