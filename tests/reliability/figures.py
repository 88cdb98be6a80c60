"""The figures of one promise, written as JSON for the report that scripts/reliability_report.py makes of them."""

from __future__ import annotations

import json
import os
import platform
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipelines.settings import PROJECT_ROOT

FOLDER = Path(os.environ.get("RELIABILITY_FIGURES", PROJECT_ROOT / "warehouse" / "data" / "reliability"))


@dataclass
class Figures:
    """What was measured of a promise: counts by name, and tables of rows. `key` names the file."""

    key: str
    title: str
    claim: str
    command: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    values: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    def row(self, table: str, **cells: Any) -> None:
        """Add a row to a table."""
        self.tables.setdefault(table, []).append(cells)

    def write(self, folder: Path = FOLDER) -> None:
        """Write the file, unless nothing was measured."""
        if not (self.counts or self.values or self.tables):
            return
        folder.mkdir(parents=True, exist_ok=True)
        content = {
            "key": self.key,
            "title": self.title,
            "claim": self.claim,
            "figures": {**self.counts, **self.values},
            "tables": self.tables,
            "seconds": round(time.monotonic() - self.began),
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "command": self.command,
            "machine": {
                "cores": os.cpu_count(),
                "system": platform.system(),
                "python": platform.python_version(),
                "duckdb": version("duckdb"),
            },
        }
        (folder / f"{self.key}.json").write_text(json.dumps(content, indent=1, default=str), encoding="utf-8")
