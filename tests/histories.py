"""Histories of answers: what came when, under which key, and what the warehouse takes as current then."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st
from warehouses import arrival

from pipelines.sources.comtrade_mineral_series import FLOWS as DATASET
from warehouse.decisions import Decision, Decisions
from warehouse.landing import Landing
from warehouse.load import open_books
from warehouse.store import connect

START = datetime(2026, 1, 1, tzinfo=UTC)
FOREVER = "9999-12-31T00:00:00"
Seen = tuple[int, str, bytes]
Decided = tuple[int, str, bytes, bool]


def sightings_view(build_file: Path) -> str:
    """The model stg_books__sighting as dbt compiled it, with the one that it reads; `{as_of}` stands for the time."""
    with connect(build_file) as con:
        sighting, held = (
            str(con.execute("select sql from duckdb_views() where view_name = ?", [name]).fetchall()[0][0])
            for name in ("stg_books__sighting", "stg_books__held")
        )
    assert FOREVER in sighting and FOREVER in held
    sighting, held = (sql.partition(" AS ")[2].rstrip().rstrip(";") for sql in (sighting, held))
    whole, read = re.subn(r'"?build"?\."?staging"?\."?stg_books__held"?', lambda _: f"({held})", sighting)
    assert read == 1
    return whole.replace(FOREVER, "{as_of}")


def current(
    view: str, history: list[Seen], as_of: int, failed: set[bytes], decided: Sequence[Decided] = ()
) -> dict[str, bytes]:
    """Of each key the body that the warehouse takes as current, after these answers came in this order.

    `decided` are withdrawals (True) and restorations (False) of documents, by hour, key and body.
    """
    with TemporaryDirectory() as folder:
        landing = Landing(Path(folder) / "landing")
        bodies = {}
        for hours, key, body in history:
            answer = arrival(DATASET, body, key=key, retrieved_at=START + timedelta(hours=hours))
            bodies[landing.land(answer).document_id] = body
        for hours, key, body, is_out in decided:
            one = arrival(DATASET, body, key=key).document_id
            at, action = START + timedelta(hours=hours, minutes=30), "withdraw" if is_out else "restore"
            Decisions(landing.root).add(Decision(one, DATASET.name, key, action, "person", at, "so"))
        with connect(Path(folder) / "build.duckdb") as con:
            open_books(con, landing, DATASET.name)
            for document, body in bodies.items():
                con.execute(
                    "insert into raw.validation values (?, ?, 'suite', 1, 1, ?, '[]')",
                    [document, DATASET.name, body not in failed],
                )
            time = (START + timedelta(hours=as_of)).replace(tzinfo=None).isoformat()
            rows = con.execute(
                f"select key, document_id from ({view.format(as_of=time)}) where superseded_at is null"
            ).fetchall()
    assert len(dict(rows)) == len(rows), "one document of each key"
    return {key: bodies[document] for key, document in rows}


def expected(history: list[Seen], as_of: int, failed: set[bytes], decided: Sequence[Decided] = ()) -> dict[str, bytes]:
    said = {(key, body): is_out for hours, key, body, is_out in sorted(decided) if hours < as_of}
    known = [
        seen
        for seen in sorted(history)
        if seen[0] <= as_of and seen[2] not in failed and not said.get((seen[1], seen[2]), False)
    ]
    return {key: body for _, key, body in known}


def histories(bodies: st.SearchStrategy[bytes]) -> st.SearchStrategy[list[Seen]]:
    answers = st.tuples(st.integers(0, 40), st.sampled_from(["a", "b"]), bodies)
    return st.lists(answers, max_size=10, unique_by=lambda seen: seen[:2])
