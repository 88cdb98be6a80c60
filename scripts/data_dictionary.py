"""Write docs/data-dictionary.md from the comments of the published file; `--check` says whether it is current."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from pipelines.settings import PROJECT_ROOT, settings
from warehouse.sections import sections
from warehouse.store import connect

TARGET = PROJECT_ROOT / "docs" / "data-dictionary.md"
QUERIES = Path(__file__).with_name("data_dictionary.sql")
HEAD = """# Data dictionary

Every table of `warehouse/data/chokepoint.duckdb`, from the comments in the file itself (`scripts/data_dictionary.py`
writes this page). Shares, HHI and concentration ratios are on the scale 0 to 1. A missing number is NULL, with a reason
beside it where it is an indicator.
"""


def page(published: Path) -> str:
    """The whole page as Markdown: a section per schema and table, a line per column."""
    with connect(published, read_only=True) as con:
        rows = con.execute(sections(QUERIES)["columns"]).fetchall()
    lines = [HEAD]
    for (schema, table, about), columns in groupby(rows, key=lambda row: row[:3]):
        lines += [f"\n## {schema}.{table}\n", f"{_one_line(about)}\n", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| {name} | {kind} | {_one_line(meaning)} |" for *_, name, kind, meaning in columns]
    return "\n".join(lines) + "\n"


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def main() -> int:
    """Write the page, or with --check compare it; 1 when it is not current."""
    current = page(settings().serving_file)
    if "--check" in sys.argv[1:]:
        is_current = TARGET.exists() and TARGET.read_text(encoding="utf-8") == current
        print("current" if is_current else f"{TARGET} is not current: run scripts/data_dictionary.py")
        return 0 if is_current else 1
    TARGET.write_text(current, encoding="utf-8")
    print(f"wrote {TARGET}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
