"""Files of single commodities through the command line: each is published, every figure under its statistic."""

from __future__ import annotations

from pathlib import Path

import pytest
from warehouses import chokepoint

from pipelines.asking.bring import land_file
from pipelines.settings import Settings
from pipelines.sources.usgs import MCS_WORLD
from warehouse.store import connect


@pytest.mark.slow
def test_files_with_two_capacities_and_with_a_marked_name_are_published(
    tmp_path: Path, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    inputs = shared_data.parent / "findings" / "inputs"
    land_file(MCS_WORLD, inputs / "mcs2024-nicke_world.csv", Settings(data_dir=tmp_path / "data"))
    run = chokepoint(tmp_path / "data", "import", "usgs__mcs_world", str(inputs / "mcs2023-titan_world.csv"))
    assert run.returncode == 0, run.stdout + run.stderr
    query = """
        select edition, commodity, stage, statistic, producer_iso3, period, quantity_t, reason
        from production.production_share order by all
    """
    with connect(tmp_path / "data" / "chokepoint.duckdb", read_only=True) as con:
        served = con.execute(query).fetchall()
    no_total = "no world total printed"
    assert served == [
        ("2023", "Tio2 Pigment", "compound", "capacity", "USA", "2021", 1380000, no_total),
        ("2023", "Titanium Sponge Metal", "metal", "capacity", "USA", "2021", 510, no_total),
        ("2023", "Titanium Sponge Metal", "metal", "production", "USA", "2021", None, "quantity withheld"),
        ("2023", "Titanium Sponge Metal", "metal", "production", "USA", "2022", None, "quantity withheld"),
        ("2024", "Nickel", "ore", "production", "NCL", "2022", 200100, no_total),
        ("2024", "Nickel", "ore", "production", "NCL", "2023", 230100, no_total),
        ("2024", "Nickel", "ore", "reserves", "NCL", "2023", 7100100, no_total),
    ]
