"""What a person decides about a landed document: it stops counting, counts again, or its revision is true."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from pipelines.runs.lock import writer_lock
from pipelines.settings import Settings
from warehouse.decisions import Action, Decision, Decisions
from warehouse.documents import document, documents, history
from warehouse.errors import ChokepointError, ways_back
from warehouse.landing import Landing, now
from warehouse.load import open_books
from warehouse.rows import Row
from warehouse.store import connect


def listed(settings: Settings, *, source: str | None, held_only: bool) -> list[Row]:
    """The documents, of one source or of all; with `held_only` those that are set aside."""
    with _books(settings, "documents") as con:
        return documents(con, source=source, held_only=held_only)


def looked_at(settings: Settings, wanted: str) -> Row:
    """One document, named by the beginning of its identity, with its findings, decisions and left-out rows."""
    with _books(settings, "documents") as con:
        found = document(con, wanted)
        return found | history(con, found["document_id"])


def withdraw(settings: Settings, wanted: str, why: str) -> Row:
    """Let a document stop counting; the document, and in `told` what serves instead.

    Raises ChokepointError when there is no such document, or it is withdrawn already.
    """
    with _books(settings, "withdraw") as con:
        found = document(con, wanted)
        if found["state"] == "withdrawn":
            raise ChokepointError(
                f"{_named(found)} is withdrawn already, since {found['held_at']:%Y-%m-%d %H:%M} UTC: "
                f"{found['reason']}. Let it count again: chokepoint restore {found['document_id']}"
            )
        after = _decide(settings, con, found, "withdraw", why)
        if found["state"] == "superseded":
            told = f"It did not serve: document {found['serves_instead']} does."
        elif after["serves_instead"]:
            told = f"Document {after['serves_instead']} serves in its place."
        else:
            told = f"Nothing serves {found['dataset']} {found['key']} now."
        return after | {"told": f"Withdrew {_named(found)}. {told}"}


def restore(settings: Settings, wanted: str, why: str) -> Row:
    """Let a document count again that was withdrawn, or try again one that a rule of the models holds.

    Raises ChokepointError when neither is so.
    """
    with _books(settings, "restore") as con:
        found = document(con, wanted)
        if found["held_by"] in ("suite", "load"):
            raise ChokepointError(
                f"{_named(found)} is not withdrawn; it is held back by its {found['held_by']}: {found['reason']}. "
                f"{ways_back(found['document_id'])}"
            )
        if found["state"] not in ("withdrawn", "held"):
            raise ChokepointError(
                f"{_named(found)} is not withdrawn: {_standing(found)}. "
                f"Withdraw it: chokepoint withdraw {found['document_id']} --why REASON"
            )
        after = _decide(settings, con, found, "restore", why)
        told = "It counts again, with what its rules say." if after["state"] == "held" else _standing(after) + "."
        return after | {"told": f"Restored {_named(found)}: {told}"}


def accept(settings: Settings, wanted: str, why: str) -> Row:
    """Let a revision pass that was held back for how far it moves. Raises ChokepointError when it was not."""
    with _books(settings, "accept") as con:
        found = document(con, wanted)
        if found["held_by"] != "suite":
            raise ChokepointError(
                f"{_named(found)} is not held back by its suite: {_standing(found)}. "
                "chokepoint documents --held lists what is set aside"
            )
        broken = [row for row in history(con, found["document_id"])["findings"] if not row["is_warning"]]
        other = [row["rule"] for row in broken if not row["is_acceptable"]]
        if other:
            raise ChokepointError(
                f"{_named(found)} breaks rules that hold for every document, not only that figures move little: "
                f"{' | '.join(other)}. {ways_back(found['document_id'])}"
            )
        after = _decide(settings, con, found, "accept", why)
        return after | {"told": f"Accepted {_named(found)}: it passes with a finding that says so."}


def _decide(settings: Settings, con: duckdb.DuckDBPyConnection, found: Row, action: Action, why: str) -> Row:
    """Write the entry down, and what the document is after it."""
    if not why.strip():
        raise ChokepointError("--why needs the reason, for those who read it later.")
    landing = Landing(settings.landing_dir)
    Decisions(landing.root).add(
        Decision(found["document_id"], found["dataset"], found["key"], action, "person", now(), why.strip())
    )
    open_books(con, landing, found["dataset"])
    return document(con, found["document_id"])


@contextmanager
def _books(settings: Settings, purpose: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build file with the books of all that landed, held against other writers."""
    if not settings.build_file.exists():
        raise ChokepointError(f"There is no warehouse in {settings.data_dir} yet. Run chokepoint refresh --snapshot.")
    with writer_lock(settings.data_dir, f"chokepoint {purpose}"), connect(settings.build_file) as con:
        open_books(con, Landing(settings.landing_dir))
        yield con


def _named(found: Row) -> str:
    return f"Document {found['document_id']} ({found['dataset']} {found['key']})"


def _standing(found: Row) -> str:
    """What a document is, as the end of a sentence."""
    return {
        "serving": "it serves",
        "superseded": f"document {found['serves_instead']}, which is newer, serves",
        "not judged": "its suite has not run on it yet; run chokepoint refresh --landed",
        "held": f"it is set aside by a {found['held_by']}: {found['reason']}",
        "withdrawn": f"it was withdrawn: {found['reason']}",
    }[found["state"]]
