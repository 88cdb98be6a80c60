"""Which documents count in the build file's books, and which that were set aside may count again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse.sections import sections

_SQL = Path(__file__).with_name("counting.sql")


@dataclass(frozen=True)
class Counted:
    """A document, and when it was first seen (UTC)."""

    document_id: str
    dataset: str
    key: str
    first_seen_at: datetime

    def __str__(self) -> str:
        return f"document {self.document_id} ({self.dataset} {self.key})"


def counted(con: duckdb.DuckDBPyConnection) -> dict[str, Counted]:
    """The documents that passed their suites and are not set aside, by identity, in the order of dataset and key."""
    return {
        document: Counted(document, dataset, key, seen.replace(tzinfo=UTC))
        for document, dataset, key, seen in con.execute(sections(_SQL)["counting"]).fetchall()
    }


def due_again(con: duckdb.DuckDBPyConnection, code: str) -> list[str]:
    """Documents that a rule of the models set aside, and that the models of today, or other documents, may let pass."""
    con.execute("set variable code = ?", [code])
    return [document for (document,) in con.execute(sections(_SQL)["due_again"]).fetchall()]


def count_on_trial(con: duckdb.DuckDBPyConnection, documents: Sequence[str]) -> None:
    """Let these documents count until the books are opened again; nothing is written down."""
    con.execute("set variable documents = ?", [list(documents)])
    con.execute(sections(_SQL)["on_trial"])


def named(con: duckdb.DuckDBPyConnection, documents: Sequence[str]) -> list[tuple[str, str, str]]:
    """These documents with dataset and key."""
    con.execute("set variable documents = ?", [list(documents)])
    return con.execute(sections(_SQL)["named"]).fetchall()
