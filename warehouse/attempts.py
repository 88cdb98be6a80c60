"""What was asked of publishers and what failed, from the files beside the documents into the books.

A failed attempt changes nothing that is served, so it is no reason to build: it is noted when a build is due.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.landing import Landing
from warehouse.load import BOOKS_SQL
from warehouse.sections import sections

TABLES = ("asked", "attempt")


def note_attempts(con: duckdb.DuckDBPyConnection, landing: Landing, outcomes: Path) -> None:
    """Fill raw.asked and raw.attempt anew: newest answers to questions, answers refused, attempts that failed."""
    queries = sections(BOOKS_SQL.with_name("attempts.sql"))
    con.execute(queries["clear"])
    for section, folder, pattern in (
        ("asked", landing.root / "asked", "*/*.json"),
        ("rejected", landing.root / "rejected", "*/*.json"),
        ("outcomes", outcomes, "*.json"),
    ):
        files = [str(path) for path in sorted(folder.glob(pattern))]
        if files:
            con.execute("set variable files = ?", [files])
            con.execute(queries[section])
