"""The documents of a warehouse, and what became of each: read from the books of the build file."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.errors import ChokepointError
from warehouse.rows import Row, rows, set_variables

_SQL = Path(__file__).with_name("documents.sql")
_MOST = 5


def documents(
    con: duckdb.DuckDBPyConnection, *, source: str | None = None, held_only: bool = False, wanted: str | None = None
) -> list[Row]:
    """One row per document: where it came from, its rows, and its `state`.

    `state` is serving, superseded, not judged, held (by whom and why is said) or withdrawn. `serves_instead` is the
    document that serves its key; NULL where none does. `held_only` leaves out what would not serve anyhow because a
    later document of its key does, except what a person withdrew.
    """
    found = _rows(con, "documents", source=source, wanted=wanted)
    if not held_only:
        return found
    return [
        row for row in found if row["state"] == "withdrawn" or (row["state"] == "held" and not row["is_superseded"])
    ]


def document(con: duckdb.DuckDBPyConnection, wanted: str) -> Row:
    """The one document whose identity begins with `wanted`. Raises ChokepointError when there is none, or several."""
    found = _rows(con, "documents", source=None, wanted=wanted.lower()) if wanted else []
    exact = [row for row in found if row["document_id"] == wanted.lower()]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if not found:
        raise ChokepointError(f"There is no document {wanted!r}. chokepoint documents lists them all.")
    shown = ", ".join(f"{row['document_id']} ({row['dataset']} {row['key']})" for row in found[:_MOST])
    more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
    raise ChokepointError(f"{len(found)} documents begin with {wanted!r}: {shown}{more}. Give more of its letters.")


def history(con: duckdb.DuckDBPyConnection, document_id: str) -> Row:
    """What was found in one document (`findings`), decided about it (`decisions`) and left out of it (`quarantine`)."""
    return {name: _rows(con, name, source=None, wanted=document_id) for name in ("findings", "decisions", "quarantine")}


def _rows(con: duckdb.DuckDBPyConnection, query: str, *, source: str | None, wanted: str | None) -> list[Row]:
    set_variables(con, source=source, wanted=wanted)
    return rows(con, _SQL, query)
