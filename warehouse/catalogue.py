"""What can be asked: materials, importers, years and sources of the published file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from warehouse import names
from warehouse.sections import sections
from warehouse.store import connect

_QUERIES = Path(__file__).with_name("catalogue.sql")
Kind = Literal["materials", "importers", "years", "sources"]
Row = dict[str, Any]


def catalogue(serving_file: Path, kind: Kind, importer: str | None = None, material: str | None = None) -> list[Row]:
    """The list of a kind, for one importer or material where they are named.

    Raises ChokepointError listing what a name could be.
    """
    with connect(serving_file, read_only=True) as con:
        chosen = {
            "importer": names.importer(con, importer).key if importer else None,
            "material": names.material(con, material).key if material else None,
        }
        for name, value in chosen.items():
            con.execute(f"set variable {name} = {names.literal(value)}")
        cursor = con.execute(sections(_QUERIES)[kind])
        columns = [column[0] for column in cursor.description or []]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
