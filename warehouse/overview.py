"""What a raw table holds, in a few figures for people."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from warehouse.documents import documents
from warehouse.load import BOOKS_SQL, Accounts
from warehouse.sections import sections

_PREVIEW_ROWS, _PREVIEW_COLUMNS = 5, 12


@dataclass(frozen=True)
class Overview:
    """Documents and rows of a raw table, its periods in words, the newest documents' hashes, and a Markdown preview.

    `held` are the documents that are set aside, each with the reason.
    """

    accounts: Accounts
    periods: str
    hashes: dict[str, str]
    preview: str
    held: list[tuple[str, str]]


def dataset_overview(con: duckdb.DuckDBPyConnection, dataset: str) -> Overview:
    """Look at one raw table of the build file."""
    queries = sections(BOOKS_SQL.with_name("overview.sql"))
    con.execute("set variable dataset = ?", [dataset])
    counts = con.execute(queries["accounts"]).fetchone() or ()
    first, last = con.execute(queries["periods"]).fetchone() or (None, None)
    hashes = con.execute(queries["hashes"]).fetchall()
    cursor = con.execute(f"select * exclude (document_id) from raw.{dataset} limit {_PREVIEW_ROWS}")  # noqa: S608
    names = [column[0] for column in cursor.description or []][:_PREVIEW_COLUMNS]
    preview = [row[:_PREVIEW_COLUMNS] for row in cursor.fetchall()]
    return Overview(
        accounts=Accounts(*map(int, counts)),
        periods="none" if first is None else str(first) if first == last else f"{first} to {last}",
        hashes=dict(hashes),
        preview="\n".join(
            "| " + " | ".join("" if cell is None else str(cell).replace("|", "/") for cell in line) + " |"
            for line in [names, ["---"] * len(names), *preview]
        ),
        held=[
            (row["document_id"], row["reason"])
            for row in documents(con, source=dataset.split("__", maxsplit=1)[0], held_only=True)
            if row["dataset"] == dataset
        ],
    )
