"""A small world to refresh: the four bundled documents of one publisher, and a second edition in which figures moved.

dbt builds what these marts need only, so that a refresh takes seconds; everything before and after dbt is what it
always is.
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipelines.settings import PROJECT_ROOT
from warehouse.scratch import contents

SOURCE = "eu_criticality"
MARTS = (
    "reference/eu_criticality_score",
    "reference/eu_end_use",
    "production/eu_supply_share",
    "provenance/document",
    "quality/load",
)
BUNDLED = PROJECT_ROOT / "warehouse" / "snapshot"
Changes = Mapping[str, tuple[bytes, bytes]]
SEEN_AT = "2026-11-22T12:00:00+00:00"
FIRST: Changes = {}
SECOND: Changes = {
    "eu_criticality__score": (b"Antimony,2011,2.6,5.8", b"Antimony,2011,2.7,5.8"),
    "eu_criticality__use": (b"Antimony,Flame retardants,43%", b"Antimony,Flame retardants,42%"),
}
# What no suite lets pass, nor any check of an answer: the publisher's dashes and numbers became words.
SPOILT: Changes = {
    "eu_criticality__score": (b"Antimony,2011,2.6,5.8", b"Antimony,2011,high,high"),
}


@dataclass(frozen=True)
class SmallWorld:
    """The warehouse in `data`, which serves `before`; `baseline` is a copy to start from, `after` what is to come."""

    data: Path
    baseline: Path
    first: Path
    second: Path
    before: dict[str, tuple[int, int]]
    after: dict[str, tuple[int, int]]
    steps: list[str]

    def start_again(self) -> Path:
        """Put the warehouse back to the first edition, in the same place, which may be a disk of its own."""
        for path in self.data.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return Path(shutil.copytree(self.baseline, self.data, dirs_exist_ok=True))

    def served(self) -> dict[str, tuple[int, int]]:
        return contents(self.data / "chokepoint.duckdb")

    def left_over(self) -> list[str]:
        return left_over(self.data)


def left_over(data: Path) -> list[str]:
    """Files that only a process which is running should have."""
    found = [path.relative_to(data) for path in data.rglob("*") if path.is_file()]
    return sorted(
        str(path)
        for path in found
        if path.parts[0] != "dagster"
        and (path.suffix in {".tmp", ".wal"} or ".next" in path.name or path.parts[0] in {"scratch", "writer.txt"})
    )


def edition(folder: Path, changes: Changes, source: str | None = SOURCE) -> Path:
    """A folder like the bundled snapshot, of one source or of all, whose changed documents were seen later."""
    entries = []
    for entry in json.loads((BUNDLED / "manifest.json").read_bytes()):
        if source is not None and entry["dataset"].split("__")[0] != source:
            continue
        body = gzip.decompress((BUNDLED / entry["file"]).read_bytes())
        if change := changes.get(entry["dataset"]):
            assert body.count(change[0]) == 1, f"{entry['file']} has {body.count(change[0])} times {change[0]!r}"
            body = body.replace(*change)
            entry |= {"sha256": sha256(body).hexdigest(), "bytes": len(body), "retrieved_at": SEEN_AT}
        path = folder / entry["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(body))
        entries.append(entry)
    (folder / "manifest.json").write_text(json.dumps(entries), encoding="utf-8")
    return folder
