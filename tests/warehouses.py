"""Warehouses in scratch folders: filled from given bodies, as a refresh does it, or by the command line itself."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from expectations.run import Verdict, validate
from pipelines.settings import PROJECT_ROOT
from pipelines.sources.contract import Dataset
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts, load_pending, open_books
from warehouse.store import connect

BUNDLED = PROJECT_ROOT / "warehouse" / "snapshot"
SEEN_AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def fixture(dataset: Dataset, kind: str) -> bytes:
    """The fixture of a dataset, found by its name."""
    return (PROJECT_ROOT / "tests" / "fixtures" / dataset.source / f"{dataset.name}.{kind}").read_bytes()


def arrival(
    dataset: Dataset,
    body: bytes,
    *,
    key: str = "key",
    retrieved_at: datetime = SEEN_AT,
    scope: Mapping[str, list[str]] | None = None,
    row_cap: int | None = None,
    partition: str | None = None,
) -> Arrival:
    """A body as it would have come from the publisher of a dataset."""
    return Arrival(
        dataset=dataset.name,
        key=key,
        body=body,
        retrieved_at=retrieved_at,
        url="https://publisher.example/answer",
        publisher=dataset.publisher,
        licence=dataset.licence,
        scope=dict(scope or {}),
        row_cap=row_cap,
        partition=partition,
    )


def chokepoint(data_dir: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, on the warehouse in `data_dir`."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("chokepoint")), *arguments],
        env={**os.environ, "CHOKEPOINT_DATA_DIR": str(data_dir), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


_HOLD = """
import sys
from pathlib import Path
from pipelines.runs.lock import writer_lock
with writer_lock(Path(sys.argv[1]), "run 4711"):
    print("held", flush=True)
    sys.stdin.read()
"""


def holding(folder: Path) -> subprocess.Popen[str]:
    """A process that holds the lock of a data folder until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout and process.stdout.readline() == "held\n"
    return process


@dataclass
class Loaded:
    """What one load did to the warehouse in `folder`. The suite runs when its verdict is first asked for."""

    folder: Path
    dataset: Dataset
    accounts: Accounts

    @property
    def build_file(self) -> Path:
        return self.folder / "build.duckdb"

    @cached_property
    def verdict(self) -> Verdict:
        return validate(self.build_file, self.dataset.name)

    @property
    def broken_rules(self) -> list[str]:
        return [finding.rule for finding in self.verdict.findings if not finding.is_passed]

    def rows(self, query: str) -> list[Any]:
        return rows_in(self.folder, query)


Load = Callable[[Dataset, Iterable[Arrival]], Loaded]


def rows_in(folder: Path, query: str) -> list[Any]:
    """What a query gives on the build file of the warehouse in `folder`."""
    with connect(folder / "build.duckdb") as con:
        return con.execute(query).fetchall()


def load(folder: Path, dataset: Dataset, arrivals: Iterable[Arrival]) -> Loaded:
    """Land and load bodies in the warehouse in `folder`, beside what it holds already."""
    landing = Landing(folder / "landing")
    for arrived in arrivals:
        landing.land(arrived)
    with connect(folder / "build.duckdb") as con:
        open_books(con, landing)
        accounts = load_pending(con, landing, dataset.name, dataset.encoding, folder / "scratch")
    return Loaded(folder, dataset, accounts)
