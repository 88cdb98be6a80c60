"""The books of the suites: which documents still await a verdict, and what it was."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from warehouse.load import BOOKS_SQL, sections
from warehouse.store import connect

_QUERIES = BOOKS_SQL.with_name("verdicts.sql")


def pending(build_file: Path, dataset: str, suite_sha: str) -> list[str]:
    """Loaded documents of a dataset that this version of its suite has not passed."""
    with connect(build_file) as con:
        con.execute("set variable dataset = ?", [dataset])
        con.execute("set variable suite_sha = ?", [suite_sha])
        rows = con.execute(sections(_QUERIES)["pending"]).fetchall()
    return [row[0] for row in rows]


def rules_declared(build_file: Path, dataset: str) -> int:
    """How many rules the newest verdict of a dataset counted; 0 when there is none."""
    with connect(build_file) as con:
        con.execute("set variable dataset = ?", [dataset])
        row = con.execute(sections(_QUERIES)["declared"]).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def book(build_file: Path, verdicts: Sequence[tuple[str, str, str, int, int, bool, str]]) -> None:
    """Write verdicts down: document, dataset, suite hash, rules declared, rules run, passed, findings as JSON."""
    with connect(build_file) as con:
        con.executemany("insert or replace into raw.validation values (?, ?, ?, ?, ?, ?, ?)", verdicts)


def keys(build_file: Path, documents: Sequence[str]) -> dict[str, str]:
    """The keys that documents came under."""
    with connect(build_file) as con:
        con.execute("set variable documents = ?", [list(documents)])
        return dict(con.execute(sections(_QUERIES)["keys"]).fetchall())


def examples(build_file: Path, rule: str, dataset: str, documents: Sequence[str]) -> list[str]:
    """The first three rows that a rule's query finds in these documents, in words."""
    query = rule.format(batch=f"({batch_query(dataset, documents)})")
    with connect(build_file) as con:
        cursor = con.execute(f"select * from ({query}) limit 3")  # noqa: S608
        names = [column[0] for column in cursor.description or []]
        return [
            ", ".join(f"{name} {value}" for name, value in zip(names, row, strict=True)) for row in cursor.fetchall()
        ]


def batch_query(dataset: str, documents: Sequence[str]) -> str:
    """The rows of these documents, as the query that a suite calls its batch."""
    return f"select * from raw.{dataset} where document_id in ({quoted(documents)})"  # noqa: S608


def quoted(values: Sequence[str]) -> str:
    """Text values as SQL literals; for identifiers of documents and datasets, which hold no quote."""
    if any("'" in value for value in values):
        raise ValueError(f"not an identifier: {values}")
    return ", ".join(f"'{value}'" for value in values)
