"""The pages of an answer of which others are still to come: a refresh that was cut off goes on from them.

    unfinished/<dataset>/<key of the first page>/<key>.{body,json}

They are no documents: an answer lands whole or not at all.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pipelines.asking.asked import is_within, question
from pipelines.sources.contract import Request
from warehouse.landing import Arrival, Landing, write_atomically

# An hour, because pages that are much further apart may be of two vintages.
KEPT = timedelta(hours=1)


@dataclass(frozen=True)
class Unfinished:
    """The pages so far of the answer that begins with `first`."""

    landing: Landing
    dataset: str
    first: Request

    def page(self, request: Request) -> Arrival | None:
        """The page that came for this very question less than an hour ago; None where it has to be asked for."""
        body, entry = (self._folder / f"{request.key}.{suffix}" for suffix in ("body", "json"))
        try:
            page = json.loads(entry.read_bytes())
            if page.pop("question") != question(request):
                return None
            arrival = Arrival(
                **{**page, "body": body.read_bytes(), "retrieved_at": datetime.fromisoformat(page["retrieved_at"])}
            )
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return None
        return arrival if is_within(KEPT, arrival.retrieved_at) else None

    def keep(self, request: Request, page: Arrival) -> None:
        """Keep a page until its answer is whole."""
        entry = {name: value for name, value in asdict(page).items() if name != "body"}
        entry |= {"retrieved_at": page.retrieved_at.isoformat(), "question": question(request)}
        write_atomically(self._folder / f"{request.key}.body", page.body)
        write_atomically(self._folder / f"{request.key}.json", json.dumps(entry, sort_keys=True).encode())

    def forget(self) -> None:
        """Let the pages go: their answer has landed, or is none."""
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _folder(self) -> Path:
        return self.landing.root / "unfinished" / self.dataset / self.first.key
