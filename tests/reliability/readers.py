"""Readers that ask one published file over and over, and judge what they get; each is a process of its own."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import duckdb

from warehouse.store import connect

TABLES = ("concentration.import_concentration", "mirror.reconciled_flow", "provenance.document", "quality.load")
PAUSE_S = 0.03


def main(served: Path, stop: Path, how: str) -> Counter[str]:
    """Read until the stop file is there: `chokepoint` opens as the command line does, `duckdb` as anyone would."""
    counts: Counter[str] = Counter()
    newest = ""
    while not stop.exists():
        try:
            with opened(served, how) as con:
                build, problem = read(con)
        except Exception as error:  # what a reader must never see
            counts["errors"] += 1
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            continue
        counts["reads"] += 1
        counts["queries"] += 2 + len(TABLES)
        counts["torn"] += problem != ""
        counts["went_back"] += build < newest
        counts["builds_seen"] += build > newest
        newest = max(newest, build)
        if problem:
            sys.stderr.write(f"{problem}\n")
        time.sleep(PAUSE_S)
    return counts


def opened(served: Path, how: str) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    if how == "chokepoint":
        return connect(served, read_only=True)
    return duckdb.connect(str(served), read_only=True)


def read(con: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """The build that is selected first, and what of the other tables is not of it. Each row bears its build."""
    build = one(con, "select build_id from provenance.build")
    problems = []
    for table in TABLES:
        found = con.execute(f"select min(build), max(build), count(*), any_value(build_rows) from {table}").fetchone()
        if found is None or found[0] != build or found[1] != build or found[2] != found[3]:
            problems.append(f"{table} has {found}")
    if (again := one(con, "select build_id from provenance.build")) != build:
        problems.append(f"the build is {again} now")
    return build, f"build {build}: {'; '.join(problems)}" if problems else ""


def one(con: duckdb.DuckDBPyConnection, query: str) -> Any:
    row = con.execute(query).fetchone()
    return row[0] if row else None


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])))
