"""What publishers were asked and answered, beside what landed, so that a refresh asks for nothing twice.

    asked/<dataset>/<key>.json  the newest answer that landed whole: what was asked, when, under which revision

A note is made after all of the answer has landed: a crash before it costs one more question, never a document.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipelines.sources.contract import Request
from warehouse.landing import Landing, now, write_atomically


@dataclass(frozen=True)
class Answered:
    """One question that was answered: with these documents, or (`is_capped`) with one that was cut off."""

    question: str
    asked_at: datetime
    revision: str | None = None
    is_capped: bool = False
    documents: Sequence[str] = ()


@dataclass(frozen=True)
class Asked:
    """The answered questions of one dataset. Within `window` of its answer a question is not asked again."""

    landing: Landing
    dataset: str
    window: timedelta = field(default_factory=timedelta)

    def is_recent(self, request: Request) -> bool:
        """Whether this very question was answered within the window, and what it brought is still there."""
        row = self.newest(request)
        if row is None or row.is_capped or not is_within(self.window, row.asked_at):
            return False
        return all(self.landing.object_path(document).exists() for document in row.documents)

    def newest(self, request: Request) -> Answered | None:
        """The newest answer to this very question; None where another one was asked under its key, or none."""
        try:
            row = json.loads(self._path(request).read_bytes())
            answered = Answered(**{**row, "asked_at": datetime.fromisoformat(row["asked_at"])})
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return None  # a damaged note costs one more question
        return answered if answered.question == question(request) else None

    def note(
        self, request: Request, documents: Sequence[str], revision: str | None, *, is_capped: bool = False
    ) -> None:
        """Write down that all of an answer has landed, or that it was cut off at the cap of its route."""
        row = {
            "question": question(request),
            "asked_at": now().isoformat(),
            "revision": revision,
            "is_capped": is_capped,
            "documents": list(documents),
        }
        write_atomically(self._path(request), (json.dumps(row, sort_keys=True) + "\n").encode())

    def _path(self, request: Request) -> Path:
        return self.landing.root / "asked" / self.dataset / f"{request.key}.json"


def is_within(window: timedelta, moment: datetime) -> bool:
    """Whether a moment lies that little back; one in the future, after a clock was set back, does not."""
    return timedelta() <= now() - moment < window


def question(request: Request) -> str:
    """What a request asks, keys left out."""
    return sha256(json.dumps(_shown(request), sort_keys=True, default=_plain).encode()).hexdigest()


def _shown(asked: Any) -> dict[str, Any]:
    return {part.name: getattr(asked, part.name) for part in fields(asked) if part.repr}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return _shown(value)
    return dict(value) if isinstance(value, Mapping) else sorted(value)
