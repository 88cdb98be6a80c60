"""What was decided about documents: one dated entry each, in the landing area, beside the catalogue.

    decisions/<dataset>/<decided_at>-<document>-<action>.json

A document counts unless the newest entry about it takes it out (`withdraw` by a person, `hold` by a rule of the models
that it broke); `restore` and `release` end that. `accept` lets a revision pass that was held back for how far it moves.
Entries are added, never changed or removed: what counted on a past day can be told, and a landing area that is put back
alone brings them along.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import duckdb

from warehouse.landing import STAMP, write_atomically
from warehouse.sections import sections

Action = Literal["withdraw", "restore", "hold", "release", "accept"]
By = Literal["person", "data test", "model"]
_SQL = Path(__file__).with_name("decisions.sql")


@dataclass(frozen=True)
class Decision:
    """One entry. `why` is the reason in words; `rule` what was broken, in words.

    `effective_at` is from when it holds: earlier than it was made where the document never was in a published build.
    `beside` are the documents without which it would not have been made, `code` the models that found it.
    """

    document_id: str
    dataset: str
    key: str
    action: Action
    decided_by: By
    decided_at: datetime
    why: str
    effective_at: datetime | None = None
    rule: str | None = None
    beside: tuple[str, ...] = field(default_factory=tuple)
    code: str | None = None


class Decisions:
    """The entries below one landing area."""

    def __init__(self, landing_root: Path) -> None:
        self.folder = landing_root / "decisions"

    def add(self, decision: Decision) -> Decision:
        """Write an entry down, after all others about its document, also where the clock jumped back."""
        before = [one.decided_at for one in self.all(decision.dataset) if one.document_id == decision.document_id]
        at = max([decision.decided_at, *(one + timedelta(microseconds=1) for one in before)])
        entry = asdict(decision) | {
            "decided_at": at.astimezone(UTC).isoformat(),
            "effective_at": (decision.effective_at or at).astimezone(UTC).isoformat(),
        }
        name = f"{at.astimezone(UTC).strftime(STAMP)}-{decision.document_id}-{decision.action}.json"
        body = json.dumps(entry, sort_keys=True, ensure_ascii=False) + "\n"
        write_atomically(self.folder / decision.dataset / name, body.encode())
        return _read(entry)

    def is_out(self, dataset: str, document: str) -> bool:
        """Whether the newest entry about a document takes it out."""
        told = [one for one in self.all(dataset) if one.document_id == document and one.action != "accept"]
        return bool(told) and max(told, key=lambda one: one.decided_at).action in ("withdraw", "hold")

    def all(self, dataset: str | None = None) -> Iterator[Decision]:
        """The entries, of one dataset or of all, the oldest of each dataset first."""
        for path in sorted(self.folder.glob(f"{dataset or '*'}/*.json")):
            yield _read(json.loads(path.read_bytes()))


def note_decisions(con: duckdb.DuckDBPyConnection, landing_root: Path) -> None:
    """Fill raw.decision anew from the landing area: what a run only tried, and did not write down, is gone."""
    queries = sections(_SQL)
    con.execute(queries["clear"])
    files = [str(path) for path in sorted(Decisions(landing_root).folder.glob("*/*.json"))]
    if files:
        con.execute("set variable files = ?", [files])
        con.execute(queries["note"])


def _read(entry: dict[str, Any]) -> Decision:
    stamps = {name: datetime.fromisoformat(entry[name]) for name in ("decided_at", "effective_at")}
    return Decision(**{**entry, **stamps, "beside": tuple(entry["beside"])})
