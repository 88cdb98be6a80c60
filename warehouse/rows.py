"""The rows of a named query, under the names of its columns. Parameters are DuckDB variables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import ChokepointError
from warehouse.sections import sections

Row = dict[str, Any]


def set_variables(con: duckdb.DuckDBPyConnection, **variables: str | Sequence[str] | None) -> None:
    """Set variables to texts or lists of texts.

    As literals: a parameter of text makes DuckDB import pandas, half of the time that a command takes.
    """
    for name, value in variables.items():
        con.execute(f"set variable {name} = {_literal(value)}")


def rows(con: duckdb.DuckDBPyConnection, queries: Path, name: str) -> list[Row]:
    """The rows of the query `name` in an SQL file of named sections."""
    cursor = con.execute(sections(queries)[name])
    columns = [column[0] for column in cursor.description or []]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def insert(con: duckdb.DuckDBPyConnection, into: str, given: Sequence[Sequence[object]]) -> None:
    """Rows of values into a table, all in one statement; `into` is the SQL up to the select, such as `insert into t`.

    executemany outside of a transaction would write one to the disk for each row.
    """
    if given:
        columns = [list(column) for column in zip(*given, strict=True)]
        con.execute(f"{into} select {', '.join('unnest(?)' for _ in columns)}", columns)


def published_rows(con: duckdb.DuckDBPyConnection, queries: Path, name: str) -> list[Row]:
    """As `rows`, on the published file. Raises ChokepointError when the file lacks what the query reads."""
    try:
        return rows(con, queries, name)
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        told = " ".join(str(error).split("\n\nLINE ")[0].split())
        raise ChokepointError(
            f"The published file was built by another version of chokepoint. Run `chokepoint refresh`. ({told})"
        ) from error


def _literal(value: str | Sequence[str] | None) -> str:
    if value is None:
        return "cast(null as varchar)"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"cast([{', '.join(map(_literal, dict.fromkeys(value)))}] as varchar[])"
