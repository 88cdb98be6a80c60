"""The cells of workbooks and of several CSV files as JSON, one row a line, because DuckDB reads one plain table a file.

Each line has the `part` (the sheet, or the file's name; empty for a bare file), the `row` from 1 and its `cells`: text
as printed, numbers in their shortest form, dates in ISO 8601, null where a cell is blank. Formulas are never
evaluated: what the publisher's program last computed is read, and one without a result is an error.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path, PurePosixPath

from warehouse.errors import DataError

LARGEST = 128 << 20  # unpacked; the workbook reader holds a sheet in memory
MOST_CELLS = 5_000_000
_WORKBOOK = "xl/workbook.xml"
_NO_RESULT = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^>]*)?/>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>\s*|<(?:\w+:)?v>\s*</(?:\w+:)?v>\s*)?</(?:\w+:)?c>"
)
_ADDRESS = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
Row = tuple[str, int, list[str | None]]


def is_workbook(path: Path) -> bool:
    """Whether a file is an Excel workbook (xlsx), by what it holds."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _WORKBOOK in archive.namelist()
    except zipfile.BadZipFile:
        return False


def write_cells(path: Path, encodings: list[str], readable: Path, where: str) -> None:
    """Write the rows of a workbook, of the CSV files in an archive or of a CSV file, which may have tabs for commas.

    Raises DataError.
    """
    with readable.open("w", encoding="utf-8") as out:
        for part, row, cells in _rows(path, encodings, where):
            out.write(json.dumps({"part": part, "row": row, "cells": cells}, ensure_ascii=False) + "\n")


def _rows(path: Path, encodings: list[str], where: str) -> Iterator[Row]:
    if is_workbook(path):
        yield from _of_workbook(path, where)
    elif zipfile.is_zipfile(path):
        yield from _of_archive(path, encodings, where)
    else:
        yield from _of_text("", path.read_bytes(), encodings, where)


def _of_workbook(path: Path, where: str) -> Iterator[Row]:
    import python_calamine as calamine  # noqa: PLC0415

    _check_workbook(path, where)
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as workbook:
            for name in workbook.sheet_names:
                sheet = workbook.get_sheet_by_name(name)
                for number, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
                    yield name, number, [_text(cell) for cell in row]
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError) as error:
        raise DataError(
            expected="an Excel workbook (xlsx)",
            came=f"one that does not open ({error})",
            where=where,
            next_step="Refresh again; the landed bytes stay for inspection",
        ) from error


def _check_workbook(path: Path, where: str) -> None:
    """Look before the workbook reader does: it fills a sheet up to its farthest cell, in memory, without a bound."""
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > LARGEST:
            raise _too_large(f"{unpacked:,} bytes unpacked", where)
        for name in archive.namelist():
            if name.startswith("xl/") and name.endswith(".xml"):
                _check_sheet(name, archive.read(name), where)


def _check_sheet(name: str, content: bytes, where: str) -> None:
    rows = columns = 1
    for letters, digits in _ADDRESS.findall(content):
        rows, columns = max(rows, int(digits)), max(columns, _column(letters))
    if rows * columns > MOST_CELLS:
        raise _too_large(f"{rows} x {columns} cells in {name}", where)
    if _NO_RESULT.search(content):
        raise DataError(
            expected="a workbook whose formulas carry their results",
            came=f"a formula without one in {name}",
            where=where,
            next_step="Open and save the workbook in a spreadsheet program, and import that file",
        )


def _column(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _of_archive(path: Path, encodings: list[str], where: str) -> Iterator[Row]:
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if member.filename.lower().endswith(".csv")]
        unpacked = sum(member.file_size for member in members)
        if unpacked > LARGEST:
            raise _too_large(f"{unpacked:,} bytes unpacked", where)
        for member in sorted(members, key=lambda member: member.filename):
            try:
                body = archive.read(member)
            except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
                raise DataError(
                    expected="a whole zip archive",
                    came=f"one whose {member.filename} does not unpack ({error})",
                    where=where,
                    next_step="Refresh again; the landed bytes stay for inspection",
                ) from error
            yield from _of_text(PurePosixPath(member.filename).name, body, encodings, where)


def _of_text(part: str, body: bytes, encodings: list[str], where: str) -> Iterator[Row]:
    text = _decoded(body, encodings, where)
    first = text.split("\n", 1)[0]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
        yield part, number, [cell or None for cell in row]


def _decoded(body: bytes, encodings: list[str], where: str) -> str:
    for encoding in encodings:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError as error:
            refused = f"byte {body[error.start]:#04x} at {error.start}"
    raise DataError(
        expected=f"text in {' or '.join(encodings)}",
        came=refused,
        where=where,
        next_step="Check whether the publisher changed the encoding",
    )


def _text(cell: object) -> str | None:
    if cell == "" or cell is None:
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    return str(cell)


def _too_large(came: str, where: str) -> DataError:
    return DataError(
        expected=f"at most {LARGEST:,} bytes unpacked and {MOST_CELLS:,} cells a sheet",
        came=came,
        where=where,
        next_step="Check whether the publisher changed the file",
    )
