"""A CSV file as the JSON that its publisher's interface answers with, so that one SQL file reads both.

`records:` before the encodings asks for one object, `data`, a list of objects, `count` and `error`; `lists:` for a list
of lists, the first of which is the header. What is such JSON already stays as it is, but for a byte order mark. Texts
stay texts, and an empty cell is null.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from warehouse.errors import DataError

RECORDS, LISTS = "records:", "lists:"
_BOM = b"\xef\xbb\xbf"


@contextmanager
def as_answer(path: Path, encoding: str, scratch: Path, where: str) -> Iterator[Path]:
    """A path to the JSON that `encoding` asks for, removed afterwards; the landed file itself where it is that."""
    body = path.read_bytes()
    if is_json(body) and not body.startswith(_BOM) and not (encoding.startswith(RECORDS) and is_list(body)):
        yield path
        return
    scratch.mkdir(parents=True, exist_ok=True)
    readable = scratch / f"{path.name}.json"
    try:
        with readable.open("w", encoding="utf-8") as out:
            out.writelines(_answer(body, encoding, where))
        yield readable
    finally:
        readable.unlink(missing_ok=True)


def is_json(body: bytes) -> bool:
    """Whether a body begins as JSON does, or a page: what is no JSON after all is for the reader to refuse."""
    return _start(body) in (b"{", b"[", b"<", b"")


def is_list(body: bytes) -> bool:
    """Whether a body begins as a JSON list."""
    return _start(body) == b"["


def _start(body: bytes) -> bytes:
    return body[:1000].removeprefix(_BOM).lstrip()[:1]


def _answer(body: bytes, encoding: str, where: str) -> Iterator[str]:
    kind, _, encodings = encoding.partition(":")
    if not is_json(body):
        yield from (_as_object if f"{kind}:" == RECORDS else _as_lists)(body, encodings, where)
        return
    # as text, so that a number keeps every digit
    text = body.removeprefix(_BOM).decode("utf-8", errors="replace")
    if f"{kind}:" == RECORDS and is_list(body):
        try:
            yield f'{{"count": {len(json.loads(text))}, "error": "", "data": {text}}}'
        except ValueError:
            yield text  # broken off, for the reader to refuse
    else:
        yield text


def _as_object(body: bytes, encodings: str, where: str) -> Iterator[str]:
    count = 0
    yield '{"data": ['
    for count, record in enumerate(records(body, encodings, where), 1):
        yield (",\n" if count > 1 else "") + json.dumps(record, ensure_ascii=False)
    yield f'], "count": {count}, "error": ""}}'


def _as_lists(body: bytes, encodings: str, where: str) -> Iterator[str]:
    for number, row in enumerate(table(body, encodings, where)):
        cells: list[str | None] = [cell or None for cell in row]
        yield (",\n" if number else "[") + json.dumps(cells, ensure_ascii=False)
    yield "]"


def records(body: bytes, encodings: str, where: str) -> Iterator[dict[str, Any]]:
    """The rows of a CSV file under the names of its columns. Raises DataError where a name comes twice."""
    rows = table(body, encodings, where)
    header = next(rows)
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise _wrong("each column once", f"twice the columns {', '.join(twice)}", where)
    for row in rows:
        yield {name: cell or None for name, cell in zip(header, row, strict=True) if name}


def table(body: bytes, encodings: str, where: str) -> Iterator[list[str]]:
    """The header of a CSV file, then its rows, as wide as it; commas or tabs part the cells.

    A row may end in more delimiters than the header has. Raises DataError for a file that was cut off, as far as that
    shows: a last line without its end, a row with too few cells, a quote that is never closed.
    """
    text = _decoded(body, encodings, where)
    if not text.endswith(("\n", "\r")):
        raise _wrong(
            "a file whose last line is whole, with the end of the line",
            f"one that stops at {text.rsplit(chr(10), 1)[-1][-60:]!r}",
            where,
            "Download it again; where it is whole, add an empty line at its end",
        )
    first = text.lstrip().split("\n", 1)[0]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    width = None
    try:
        for cells in lines:
            row = [cell.strip() for cell in cells]
            if any(row):
                row = _fitted(row, width, lines.line_num, where)
                width = width or len(row)
                yield row
    except csv.Error as error:
        raise _wrong("a whole CSV file", f"line {lines.line_num}: {error}", where) from error
    if width is None:
        raise _wrong("a header and rows", "blank lines alone", where)


def _fitted(row: list[str], width: int | None, line: int, where: str) -> list[str]:
    """A row without the blank cells behind the last column; the header, which has no width yet, without any."""
    while len(row) > (width or 1) and not row[-1]:
        row = row[:-1]
    if width and len(row) != width:
        raise _wrong(f"{width} cells in each row, as in the header", f"{len(row)} in line {line}", where)
    return row


def _decoded(body: bytes, encodings: str, where: str) -> str:
    refused = ""
    for encoding in encodings.split("|"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError as error:
            refused = f"byte {body[error.start]:#04x} at {error.start}"
    raise _wrong(f"text in {' or '.join(encodings.split('|'))}", refused, where)


def _wrong(
    expected: str, came: str, where: str, next_step: str = "Download it again, as CSV, and leave it as it is"
) -> DataError:
    return DataError(expected=expected, came=came, where=where, next_step=f"{next_step}; nothing of it was loaded")
