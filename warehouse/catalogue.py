"""What can be asked: materials, importers, years and sources of the published file."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from warehouse import names
from warehouse.rows import Row, published_rows, set_variables
from warehouse.store import connect

_QUERIES = Path(__file__).with_name("catalogue.sql")
Kind = Literal["materials", "importers", "years", "sources"]


def catalogue(serving_file: Path, kind: Kind, importer: str | None = None, material: str | None = None) -> list[Row]:
    """The list of a kind, for one importer or material where they are named.

    Raises ChokepointError listing what a name could be.
    """
    with connect(serving_file, read_only=True) as con:
        set_variables(
            con,
            importer=names.importer(con, importer).key if importer else None,
            material=names.material(con, material).key if material else None,
        )
        return published_rows(con, _QUERIES, kind)


def indicators(serving_file: Path) -> list[Row]:
    """One row per indicator column of the published tables: formula, unit, range, edge cases, source."""
    with connect(serving_file, read_only=True) as con:
        return published_rows(con, _QUERIES, "indicators")


def indicators_of(serving_file: Path, model: str, figures: Row) -> list[Row]:
    """The indicators of one row of a table (`schema.table`), each with its value; None where there is no figure."""
    return [{**one, "value": figures[one["column_name"]]} for one in indicators(serving_file) if one["model"] == model]
