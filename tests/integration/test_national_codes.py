"""Figures under national codes of eight to ten digits, month by month, reach the tables of materials."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from warehouses import arrival, fixture, load, rows_in

from pipelines.settings import PROJECT_ROOT
from pipelines.sources.exchange_rates import H10
from pipelines.sources.japan_customs import TRADE
from warehouse.store import connect

JPY_PER_USD = Decimal(130)
MONTHS = [f"2026-{month:02}-01,Japan,{JPY_PER_USD}" for month in range(1, 10)]
RATES = "\n".join(["Date,Country,Exchange rate", *MONTHS, ""])
TESTS = ("int_trade_flow_rolled_up", "import_share", "int_block_state")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Japan's imports of January to September 2026, by nine digits, and rates of exchange."""
    folder = tmp_path_factory.mktemp("national")
    scope = {
        "flow": ["M"], "year": ["2026"], "answer": ["M-chapters28-85-2026"], "codes": ["28", "85"], "stage": [""],
    }  # fmt: skip
    load(folder, TRADE, [arrival(TRADE, fixture(TRADE, "csv"), key="M-chapters28-85-2026", scope=scope)])
    load(folder, H10, [arrival(H10, RATES.encode(), key="monthly")])
    with connect(folder / "build.duckdb") as con:
        con.execute("insert into raw.validation select document_id, dataset, '', 0, 0, true, '[]' from raw.load")
    environment = {
        **os.environ,
        "CHOKEPOINT_BUILD_FILE": str(folder / "build.duckdb"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    dbt = [Path(sys.executable).with_name("dbt")]
    project = ["--profiles-dir", ".", "--select"]
    for command in (
        ["build", *project, "+import_share", "import_share_row", "--exclude-resource-types", "test", "unit_test"],
        ["test", *project, *TESTS, "--exclude-resource-types", "unit_test"],
    ):
        done = subprocess.run(
            [*dbt, *command],
            cwd=PROJECT_ROOT / "dbt_project",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-4000:]
    return folder


def test_a_month_of_japan_is_a_row_of_the_material_with_its_edition_and_list(warehouse: Path) -> None:
    rows = rows_in(
        warehouse,
        "select exporter_iso3, hs_edition, rolled_up_from, value_usd, share from dependence.import_share"
        " where source = 'japan_customs' and material = 'neodymium' and code_set = '284690' and period = '2026-01'"
        " and basis = 'value' and value_usd > 0 order by place",
    )
    china, viet_nam = Decimal(310_440_000) / JPY_PER_USD, Decimal(41_200_000) / JPY_PER_USD
    assert [row[:3] for row in rows] == [("CHN", "H6", "JP-2026"), ("VNM", "H6", "JP-2026")]
    assert [row[3] for row in rows] == [round(china, 3), round(viet_nam, 3)]
    assert rows[0][4] == pytest.approx(float(china / (china + viet_nam)))


def test_every_tonne_and_dollar_of_the_national_codes_is_there(warehouse: Path) -> None:
    (before,) = rows_in(
        warehouse,
        "select sum(value_usd), sum(weight_kg) from intermediate.int_trade_flow"
        " where source = 'japan_customs' and hs_code like '284690%'",
    )
    (after,) = rows_in(
        warehouse,
        "select sum(value_usd), sum(weight_kg) from dependence.import_share"
        " where source = 'japan_customs' and material = 'neodymium' and code_set = '284690' and basis = 'value'",
    )
    assert before == after
    assert before[0] > 0


def test_without_a_world_row_no_residual_is_made_up(warehouse: Path) -> None:
    kinds = rows_in(
        warehouse, "select distinct exporter_kind from dependence.import_share where source = 'japan_customs'"
    )
    assert ("economy",) in kinds
    assert not {("world",), ("residual",)} & set(kinds)


def test_the_rows_behind_a_share_are_those_of_the_national_codes(warehouse: Path) -> None:
    assert rows_in(
        warehouse,
        "select hs_code, hs_edition, row_numbers from provenance.import_share_row where source = 'japan_customs'"
        " and material = 'neodymium' and code_set = '284690' and exporter_iso3 = 'CHN' and period = '2026-02'",
    ) == [("284690010", "JP-2026", "16")]
