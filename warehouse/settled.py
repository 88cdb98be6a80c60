"""Which datasets have nothing left to load or to judge, so that a refresh may pass them over."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from warehouse.load import BOOKS_SQL, sql_sha
from warehouse.sections import sections

_QUERIES = BOOKS_SQL.with_name("settled.sql")


def unsettled(con: duckdb.DuckDBPyConnection, suites: Mapping[str, str]) -> set[str]:
    """Those of the datasets, given with the hash of their suites, of which something changed since `settle`.

    That is a document, a verdict, a decision, or the code that reads or judges them.
    """
    settled = dict(con.execute(sections(_QUERIES)["settled"]).fetchall())
    states = _states(con, suites)
    return {dataset for dataset in suites if settled.get(dataset) != states[dataset]}


def settle(con: duckdb.DuckDBPyConnection, dataset: str, suite: str) -> None:
    """Write down that all documents of a dataset are loaded and judged."""
    con.execute(sections(_QUERIES)["settle"], [dataset, _states(con, {dataset: suite})[dataset]])


def _states(con: duckdb.DuckDBPyConnection, suites: Mapping[str, str]) -> dict[str, str]:
    booked = dict(con.execute(sections(_QUERIES)["states"]).fetchall())
    return {dataset: f"{booked.get(dataset, '')} {sql_sha(dataset)} {suite}" for dataset, suite in suites.items()}
