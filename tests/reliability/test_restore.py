"""The backup that docs/operations.md describes: the landing area alone gives the whole warehouse back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from reliability.figures import Figures
from warehouses import chokepoint

from warehouse.scratch import contents

pytestmark = [pytest.mark.reliability, pytest.mark.xdist_group("warehouse")]
PROMISE = {
    "key": "10_restore",
    "title": "Restore from a backup of the landing area",
    "claim": "A copy of landing/ and `chokepoint refresh --landed` give every published table back, row for row, and "
    "`chokepoint verify` agrees.",
}


def test_the_landing_area_alone_gives_every_table_back(
    snapshot_warehouse: Path, tmp_path: Path, figures: Figures
) -> None:
    restored = tmp_path / "data"
    shutil.copytree(snapshot_warehouse / "landing", restored / "landing")
    refreshed = chokepoint(restored, "refresh", "--landed")
    assert refreshed.returncode == 0, refreshed.stderr
    before, after = (contents(folder / "chokepoint.duckdb") for folder in (snapshot_warehouse, restored))
    moved = {table for table in before.keys() | after.keys() if before.get(table) != after.get(table)}
    assert moved == set()
    verified = chokepoint(restored, "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    figures.values.update(
        tables=len(after), rows=sum(rows for rows, _ in after.values()), tables_that_differ=len(moved)
    )
