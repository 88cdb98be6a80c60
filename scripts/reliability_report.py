"""Turn the figures of `make reliability` into one page: warehouse/data/reliability/report.md.

python scripts/reliability_report.py [FOLDER]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pipelines.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "warehouse" / "data" / "reliability"


def report(measured: list[dict[str, Any]]) -> str:
    """The page: each promise with its claim, figures and tables, and how and where they were measured."""
    parts = ["# Reliability, measured", "What each promise means: docs/reliability.md."]
    parts += ["\n\n".join(_section(one)) for one in measured]
    return "\n\n".join(parts) + "\n"


def _section(one: dict[str, Any]) -> list[str]:
    machine = ", ".join(f"{name} {value}" for name, value in one["machine"].items())
    return [
        f"## {one['title']}",
        one["claim"],
        _table([{"figure": name.replace("_", " "), "measured": value} for name, value in one["figures"].items()]),
        *(f"### {title}\n\n{_table(rows)}" for title, rows in one["tables"].items()),
        f"Measured {one['measured_at']} in {one['seconds']} s ({machine}) by `{one['command']}`.",
    ]


def _table(rows: list[dict[str, Any]]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    heads = [name.replace("_", " ") for name in names]
    lines = [heads, ["---"] * len(names), *([_cell(row.get(name, "")) for name in names] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return " ".join(str(value).replace("|", "\\|").split())


def main(folder: Path) -> None:
    """Write the page, and say where."""
    files = sorted(folder.glob("*.json"))
    if not files:
        sys.exit(f"There are no figures in {folder}. Run `make reliability`.")
    page = folder / "report.md"
    page.write_text(report([json.loads(file.read_bytes()) for file in files]), encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
