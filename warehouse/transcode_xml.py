"""The records of an XML document as JSON, one a line, because DuckDB has no reader for XML.

A record is an element with at least one child that holds only text; its fields are those children. Each line has the
record's `path` from the root and its `fields`; nothing is repaired, and a field that comes twice is an error.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from warehouse.errors import DataError

LARGEST = 64 << 20
_CHUNK = 1 << 20
_BOM = b"\xef\xbb\xbf"
_DECLARATIONS = (b"<!doctype", b"<!entity")
_LONGEST = max(map(len, _DECLARATIONS))


@dataclass
class _Open:
    """An element whose end has not come yet."""

    tag: str
    is_leaf: bool = True
    fields: dict[str, str | None] = field(default_factory=dict)


def is_xml(path: Path) -> bool:
    """Whether a file begins as an XML document does."""
    with path.open("rb") as file:
        return file.read(64).removeprefix(_BOM).lstrip().startswith(b"<")


def write_json_lines(path: Path, readable: Path, where: str) -> None:
    """Write the records of a document. Raises DataError when it is not whole, too large or declares entities."""
    with path.open("rb") as source, readable.open("w", encoding="utf-8") as out:
        for record_path, fields in records(source, where):
            out.write(json.dumps({"path": record_path, "fields": fields}, ensure_ascii=False) + "\n")


def records(source: IO[bytes], where: str) -> Iterator[tuple[str, dict[str, str | None]]]:
    """The records of a document as it streams in, each after those inside it. Raises as `write_json_lines` does."""
    _refuse_declarations(source, where)
    source.seek(0)
    elements: list[_Open] = []
    try:
        for event, element in ElementTree.iterparse(source, events=("start", "end")):  # noqa: S314 (none declared)
            if event == "start":
                if elements:
                    elements[-1].is_leaf = False
                elements.append(_Open(element.tag.rpartition("}")[2]))
                continue
            ended = elements.pop()
            if ended.is_leaf and elements:
                _take(elements[-1], ended.tag, element.text, where)
            elif ended.fields:
                yield "/".join([above.tag for above in elements] + [ended.tag]), ended.fields
            element.clear()
    except ElementTree.ParseError as error:
        raise _wrong(where, "a whole XML document", f"one that ends or breaks at {error}") from error


def _take(record: _Open, name: str, text: str | None, where: str) -> None:
    if name in record.fields:
        raise _wrong(where, f"each field of {record.tag} once", f"{name} twice")
    record.fields[name] = text


def _refuse_declarations(source: IO[bytes], where: str) -> None:
    """Entities can make a small document endless or draw files in; no publisher's answer needs them."""
    if not source.read(64).removeprefix(_BOM).lstrip().startswith(b"<"):
        raise _wrong(where, "an XML document in UTF-8", "one that begins otherwise")
    source.seek(0)
    size, end = 0, b""
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        window = (end + chunk).lower()
        if size > LARGEST:
            raise _wrong(where, f"at most {LARGEST} bytes of XML", "more")
        if b"\0" in chunk:
            raise _wrong(where, "an XML document in UTF-8", "one in another encoding")
        if any(declaration in window for declaration in _DECLARATIONS):
            raise _wrong(where, "XML without a document type or entities", "one that declares them")
        end = window[-_LONGEST:]


def _wrong(where: str, expected: str, came: str) -> DataError:
    return DataError(
        expected=expected,
        came=came,
        where=where,
        next_step="Nothing of it was loaded; compare the document with the contract of its source",
    )
