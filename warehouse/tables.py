"""The tables of the raw schema. What an earlier version made with other columns is made anew, from the landing area."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import duckdb

from warehouse.sections import SIGHTINGS_SQL, sections
from warehouse.store import blank

_COLUMNS_SQL = Path(__file__).with_name("columns.sql")
Columns = dict[str, list[tuple[str, str]]]


def make_tables(con: duckdb.DuckDBPyConnection, books: str, tables: Mapping[str, str]) -> None:
    """Create what is missing of the books and of these raw tables, given as DDL.

    Books with other columns go with all raw tables, a raw table with other columns goes alone: nothing is lost, since
    each row is read from a landed document again, and each verdict is given again.
    """
    found = _columns(con)
    if found and _differ(found, _made_by(books)):
        con.execute("drop schema raw cascade")
        found = {}
    con.execute(books)
    for table, ddl in tables.items():
        if table in found and _differ(found, _made_by(f"create schema raw; {ddl}")):
            con.execute(f"drop table raw.{table}")
            con.execute("set variable dataset = ?", [table])
            con.execute(sections(SIGHTINGS_SQL)["forget"])
        con.execute(ddl)


def _differ(found: Columns, made: Columns) -> bool:
    return any(found[table] != columns for table, columns in made.items() if table in found)


@cache
def _made_by(ddl: str) -> Columns:
    """The tables that a script makes, and the names and types of their columns in order."""
    con = blank()
    con.begin()
    try:
        con.execute(ddl)
        return _columns(con)
    finally:
        con.rollback()


def _columns(con: duckdb.DuckDBPyConnection) -> Columns:
    return dict(con.execute(_COLUMNS_SQL.read_text(encoding="utf-8")).fetchall())
