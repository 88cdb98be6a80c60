"""How the last attempt at each raw table ended, beside the data: one small file per table.

The published file knows only what succeeded. These files say what did not, to `chokepoint status` and to whoever is
notified, also when nothing could be published at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from warehouse.landing import write_atomically

# The folder below the outcomes, and the name, under which it stands how the last build of the models ended.
MODELS = "models"


@dataclass(frozen=True)
class Attempt:
    """One attempt at a raw table. `kind` sorts failures: unreachable, quota and the like; data; other."""

    dataset: str
    attempted_at: str
    is_success: bool
    problem: str | None = None
    kind: str | None = None

    @property
    def source(self) -> str:
        return self.dataset.split("__")[0]


class Outcomes:
    """The attempts noted below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def note(self, dataset: str, problem: str | None = None, kind: str | None = None) -> None:
        """Write down that an attempt succeeded, or why it did not."""
        stamp = datetime.now(UTC).isoformat(timespec="seconds")
        attempt = Attempt(dataset, stamp, problem is None, problem, kind if problem else None)
        write_atomically(self.folder / f"{dataset}.json", json.dumps(asdict(attempt), ensure_ascii=False).encode())

    @contextmanager
    def noting(self, dataset: str, *, is_told: bool = False) -> Iterator[None]:
        """Note the exception that leaves the block, if any, and let it go on; with `is_told` also that none does."""
        try:
            yield
            if is_told:
                self.note(dataset)
        except Exception as error:
            self.note(dataset, str(error), getattr(error, "kind", "data" if hasattr(error, "expected") else "other"))
            raise

    def all(self) -> dict[str, Attempt]:
        """The newest attempt at each raw table, by its name."""
        files = sorted(self.folder.glob("*.json")) if self.folder.exists() else []
        return {path.stem: Attempt(**json.loads(path.read_bytes())) for path in files}

    def failed(self) -> list[Attempt]:
        """The raw tables whose newest attempt failed."""
        return [attempt for attempt in self.all().values() if not attempt.is_success]
