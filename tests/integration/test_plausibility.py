"""What cannot be, and what only differs: the models on totals made from the real figures beside the project."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipelines.settings import PROJECT_ROOT
from warehouse.landing import Landing
from warehouse.load import open_books
from warehouse.store import connect

SEEDS = ("material_codes", "hs_headings", "hs_concordances", "comtrade_areas")
MODELS = (
    "int_code_set_goods",
    "int_code_set_relation",
    "int_set_total",
    "int_witness",
    "int_contradiction_total",
    "int_total_move",
    "int_contradiction_jump",
    "int_unit_value",
    "int_contradiction_unit_value",
    "int_contradiction",
    "int_contradicted",
    "int_reading",
    "int_reading_pair",
    "disagreement_summary",
)
RARE_EARTHS = "280530+284610+284690"


@pytest.fixture(scope="module")
def judged(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build file with the models of plausibility on the series, BACI, the extracts and China's own record."""
    folder = tmp_path_factory.mktemp("plausibility")
    file = folder / "build.duckdb"
    with connect(file) as con:
        open_books(con, Landing(folder / "landing"))
    seeded = _dbt(_environment(file), "seed", "--select", *SEEDS)
    assert seeded.returncode == 0, seeded.stdout[-4000:]
    with connect(file) as con:
        con.execute(f"set variable data = '{shared_data}'")
        con.execute(Path(__file__).with_name("totals_of_real_figures.sql").read_text())
    built = _dbt(_environment(file), "run", "--select", *MODELS)
    assert built.returncode == 0, built.stdout[-4000:]
    return file


def test_the_aggregators_totals_are_found_too_high_and_japan_korea_and_the_united_states_are_not_accused(
    judged: Path,
) -> None:
    found = _rows(
        judged,
        f"""select importer_iso3, period, round(factor, 1) from intermediate.int_contradiction
        where source = 'series' and code_set = '{RARE_EARTHS}' and basis = 'value' and rule like 'two totals%'""",
    )
    factor = {(importer, int(year)): times for importer, year, times in found}
    assert len(found) == 675
    assert factor["THA", 2023] == 4.0 and factor["DEU", 2008] == 8.0 and factor["DEU", 2023] == 8.2
    assert ("DEU", 2007) not in factor
    assert not {importer for importer, _ in factor} & {"JPN", "KOR", "USA"}
    # its own goods that came back make China's total of 2009, 2011 and 2013 larger than BACI's, and are no error
    assert sorted(year for importer, year in factor if importer == "CHN") == [2015, 2016, 2017]


def test_nothing_but_an_aggregate_is_accused_by_the_total_of_another_source(judged: Path) -> None:
    accused = _rows(
        judged,
        "select distinct source from intermediate.int_contradiction_total where source <> 'control' order by source",
    )
    assert accused == [("series",)]


def test_importers_that_jump_in_all_materials_are_found_and_hardly_any_where_nothing_is_counted_twice(
    judged: Path,
) -> None:
    found = _rows(
        judged,
        """select source, importer_iso3, period, min(factor) from intermediate.int_contradiction_jump
        where source <> 'extract' group by all""",
    )
    series = {(importer, int(year)): factor for source, importer, year, factor in found if source == "series"}
    control = [importer for source, importer, _, _ in found if source == "control"]
    assert series["DEU", 2008] == 8 and series["FRA", 2017] == 4 and series["CHN", 2015] == 2
    assert not {importer for importer, _ in series} & {"JPN", "KOR", "USA"}
    assert len(series) == 26 and len(control) == 3


def test_unit_values_out_of_range_are_few(judged: Path) -> None:
    [(accused, all_totals)] = _rows(
        judged,
        """select
            (select count(distinct (importer_iso3, code_set, period)) from intermediate.int_contradiction_unit_value
            where source = 'baci'),
            (select count(*) from intermediate.int_set_total where source = 'baci' and weight_kg > 0)""",
    )
    assert 0 < accused < 0.005 * all_totals


def test_the_summary_says_how_well_un_comtrade_and_baci_agree(judged: Path) -> None:
    """Over pairs of importer and code over US$ 1 million: the largest supplier's share, and whether it is the same."""
    summary = {
        (source, year): (pairs, round(100 * difference, 1), round(100 * same))
        for source, year, pairs, difference, same in _rows(
            judged,
            """select case when source = 'extract' then other_source else source end, period, pairs_named,
                median_share_difference, same_supplier_share
            from quality.disagreement_summary
            where basis = 'value' and 'extract' in (source, other_source)""",
        )
    }
    assert summary["baci_hs17", "2022"] == (1045, 2.5, 87)
    assert summary["baci", "2022"] == (510, 1.7, 90)
    assert summary["baci", "2024"] == (441, 1.5, 94)


def test_a_total_over_the_sum_of_its_parts_breaks_the_build_unless_it_is_marked(judged: Path) -> None:
    """Thailand unmarked and Germany marked at four times HS 2805 + 2846 of their own, Japan below them."""
    with connect(judged) as con:
        con.execute(
            f"""create schema if not exists concentration;
            create or replace table concentration.import_concentration as
            select 'series' as source, 'derived' as evidence, importer_iso3, '{RARE_EARTHS}' as code_set,
                '2023' as period, 'A' as frequency, value_usd, contradiction
            from (values ('THA', 486000000, null), ('DEU', 650000000, 'eight times'), ('JPN', 637000000, null))
                as v (importer_iso3, value_usd, contradiction);
            create or replace table intermediate.int_trade_flow as
            select 'comtrade' as source, reporter_iso3, 'M' as flow, hs_code, '2023' as period, 'A' as frequency,
                'world' as partner_kind, value_usd
            from (values ('THA', '2805', 90000000), ('THA', '2846', 36000000), ('DEU', '2805', 60000000),
                ('DEU', '2846', 20000000), ('JPN', '2805', 368000000), ('JPN', '2846', 303000000))
                as v (reporter_iso3, hs_code, value_usd)"""
        )
    done = _dbt(_environment(judged), "test", "--select", "import_concentration__no_total_is_over_the_sum_of_its_parts")
    assert done.returncode == 1 and "FAIL 1 import_concentration__no_total" in done.stdout


def _rows(file: Path, query: str) -> list[Any]:
    with connect(file, read_only=True) as con:
        return con.execute(query).fetchall()


def _environment(file: Path) -> dict[str, str]:
    folder = file.parent
    return os.environ | {
        "CHOKEPOINT_BUILD_FILE": str(file),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "DO_NOT_TRACK": "1",
        "NO_COLOR": "1",
    }


def _dbt(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    project = str(PROJECT_ROOT / "dbt_project")
    command = [str(Path(sys.executable).with_name("dbt")), "--no-use-colors", "--partial-parse", *arguments]
    return subprocess.run(
        [*command, "--project-dir", project, "--profiles-dir", project],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
