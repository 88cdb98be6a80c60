"""Write docs/sources.md from what the source modules declare; `--check` says whether it is current."""

from __future__ import annotations

import inspect
import sys
from importlib import import_module
from itertools import groupby

from pipelines.settings import PROJECT_ROOT
from pipelines.sources.contract import Dataset
from pipelines.sources.registry import datasets

TARGET = PROJECT_ROOT / "docs" / "sources.md"
HEAD = """# Sources

What the warehouse takes from whom, written by `scripts/source_list.py` from the source modules. Route: *live* is asked
by `chokepoint refresh`; *key* needs a key in `CHOKEPOINT_KEYS`; *file* takes a file that you downloaded, with
`chokepoint import`. What is bundled with the project is in `sources-snapshot.md`.
"""


def page() -> str:
    """The whole page: a section per source with its module's own words, a line per dataset."""
    lines = [HEAD]
    for source, found in groupby(datasets().values(), key=lambda dataset: dataset.source):
        members = list(found)
        about = inspect.getdoc(import_module(f"pipelines.sources.{source}")) or ""
        lines += [f"\n## {source}\n", f"{about}\n", "| dataset | what | route | licence |", "|---|---|---|---|"]
        lines += [f"| {one.name} | {one.title} | {_route(one)} | {one.licence} |" for one in members]
    return "\n".join(lines) + "\n"


def _route(dataset: Dataset) -> str:
    is_file_only = dataset.from_file is not None and "yield" not in inspect.getsource(dataset.requests)
    names = [] if is_file_only else ["key" if dataset.needs_key else "live"]
    return ", ".join([*names, *(["file"] if dataset.from_file else [])])


def main() -> int:
    """Write the page, or with --check compare it; 1 when it is not current."""
    if "--check" in sys.argv[1:]:
        is_current = TARGET.exists() and TARGET.read_text(encoding="utf-8") == page()
        print("current" if is_current else f"{TARGET} is not current: run scripts/source_list.py")
        return 0 if is_current else 1
    TARGET.write_text(page(), encoding="utf-8")
    print(f"wrote {TARGET}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
