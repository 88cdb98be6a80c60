"""A person's own query on the published file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import ChokepointError
from warehouse.store import connect


def run_sql(serving_file: Path, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of a query on the published file, which cannot change it or reach outside it.

    Raises ChokepointError in one line when there is no query in the text, or DuckDB refuses it.
    """
    if not query.strip(" \n\t;"):
        raise ChokepointError(
            'There is no query: write one in quotes, such as chokepoint sql "from catalogue limit 5".'
        )
    with connect(serving_file, read_only=True) as con:
        try:
            cursor = con.execute(query)
            return [column[0] for column in cursor.description or []], cursor.fetchall()
        except duckdb.Error as error:
            raise ChokepointError(f"DuckDB could not run the query: {_one_line(error)}") from error


def _one_line(error: duckdb.Error) -> str:
    """What DuckDB says, without the picture of the place below it."""
    told = str(error).split("\n\nLINE ")[0]
    return " ".join(told.split())
