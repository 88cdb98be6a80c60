"""The command line on a built warehouse: answers for people and for programs, and messages for mistakes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipelines.people.cli import main
from pipelines.settings import settings

HEAVY = ("dagster", "great_expectations", "pandas", "dbt", "sqlalchemy")


@pytest.fixture
def run(snapshot_warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command that only reads on the built warehouse."""
    monkeypatch.setenv("CHOKEPOINT_DATA_DIR", str(snapshot_warehouse))
    monkeypatch.setenv("COLUMNS", "160")
    settings.cache_clear()

    def invoke(*arguments: str) -> Result:
        result = CliRunner().invoke(main, list(arguments))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    yield invoke
    settings.cache_clear()


def told(result: Result) -> str:
    """The one message of a command that failed."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr


def test_show_prints_suppliers_shares_hhi_and_where_they_come_from(run: Any) -> None:
    shown = run("show", "JPN", "2846", "--basis", "value", "--year", "2023").stdout
    assert "Japan" in shown and "2023" in shown
    first = next(line for line in shown.splitlines() if "China (CHN)" in line)
    assert "72.1 %" in first and "218.6" in first
    assert "HHI 5,404.8 of 10,000; 16 known suppliers" in " ".join(shown.split())
    assert "US$ 303,049,222 CIF, 11,520.1 t" in " ".join(shown.split())
    assert "UN Comtrade, A-392-M-2846-2023" in " ".join(shown.split())


def test_show_gives_the_same_as_json(run: Any) -> None:
    found = json.loads(run("show", "Japan", "2846", "--basis", "value", "--year", "2023", "--json").stdout)
    assert (found["importer"], found["material"], found["period"]) == ("JPN", "rare_earth_compounds", "2023")
    assert [row["supplier"] for row in found["suppliers"]][:3] == ["CHN", "FRA", "EST"]
    assert sum(row["share"] for row in found["suppliers"]) == pytest.approx(1)
    assert round(1e4 * found["concentration"]["hhi"], 1) == 5404.8
    assert {row["document_id"] for row in found["documents"]} == set(found["concentration"]["document_ids"].split(","))


@pytest.mark.parametrize("importer", ["JPN", "jp", "Japan", "japan"])
def test_an_importer_is_found_by_code_or_name(run: Any, importer: str) -> None:
    assert json.loads(run("show", importer, "rare_earths", "--json").stdout)["importer"] == "JPN"


def test_show_takes_the_newest_year_and_weight_unless_asked_otherwise(run: Any) -> None:
    found = json.loads(run("show", "JPN", "rare_earths", "--json").stdout)
    assert (found["period"], found["basis"]) == ("2024", "weight")
    assert (found["reading"]["source"], found["suppliers"][0]["supplier"]) == ("baci", "CHN")


def test_bounds_are_shown_where_the_origin_of_a_part_is_unknown(run: Any) -> None:
    shown = " ".join(run("show", "CHN", "2846", "--year", "2012", "--basis", "value").stdout.split())
    assert "at most" in shown and "origin unknown for" in shown
    assert "Evidence: reported" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("Atlantis", "rare_earths"), "There is no economy 'Atlantis'"),
        (("x' or iso3 = 'JPN", "2846"), "There is no economy"),
        (("JPN", "2846' or '1' = '1"), "There is no material"),
        (("JPN", "rare_eart"), r"Did you mean .*\(rare_earths\)"),
        (("JPN", "unobtainium"), "There is no material 'unobtainium'"),
        (("JPN", "2846", "--year", "1962"), "in 1962. There are figures for"),
        (("JPN", "999999"), "No HS code here stands for HS 999999"),
        (("JPN", "2846", "--year", "2023-13"), "is no year: expected 2023, a month"),
        (("JPN", "2846", "--year", "2020-2010"), "is no year"),
        (("Congo", "2846"), "could be several"),
    ],
)
def test_what_is_not_in_the_warehouse_is_said_with_what_is(run: Any, arguments: tuple[str, ...], message: str) -> None:
    assert re.search(message, told(run("show", *arguments)))


def test_status_tells_of_each_table_what_was_loaded(run: Any) -> None:
    found = {row["dataset"]: row for row in json.loads(run("status", "--json").stdout)}
    trade = found["comtrade__trade"]
    assert (trade["documents"], trade["newest_period"], trade["rows_accepted"]) == (52, "2024", 1354)
    assert (trade["rows_quarantined"], trade["documents_failed"]) == (0, 0)
    assert trade["checks_run"] > 0 and trade["age_days"] >= 0
    shown = run("status").stdout
    assert "comtrade__trade" in shown and "1,354" in shown


def test_sql_prints_a_table_and_json(run: Any) -> None:
    query = "select 1 as one, null as nothing, 'a' as text"
    assert "NULL" in run("sql", query).stdout
    assert json.loads(run("sql", query, "--json").stdout) == [{"one": 1, "nothing": None, "text": "a"}]


def test_sql_gives_dates_and_decimals_as_plain_json(run: Any) -> None:
    query = "select date '2026-11-21' as day, cast(1.5 as decimal(9, 3)) as number"
    assert json.loads(run("sql", query, "--json").stdout) == [{"day": "2026-11-21", "number": 1.5}]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("insert into reference.material select * from reference.material", "read-only"),
        ("drop table dependence.import_share", "read-only"),
        ("attach '/tmp/other.duckdb'", "disabled"),
        ("copy reference.material to '/tmp/out.csv'", "disabled"),
        ("select * from read_csv('/etc/passwd')", "disabled"),
        ("select * from read_text('/proc/self/environ')", "disabled"),
        ("set enable_external_access = true", "locked"),
        ("select * from no_such_table", "no_such_table"),
        ("selec 1", "syntax error"),
        ("  ; ", "There is no query"),
    ],
)
def test_sql_cannot_change_the_file_or_reach_outside_it(
    run: Any, snapshot_warehouse: Path, query: str, message: str
) -> None:
    before = (snapshot_warehouse / "chokepoint.duckdb").stat().st_mtime_ns
    said = told(run("sql", query))
    assert said.startswith(("DuckDB could not run the query: ", "There is no query")) and message in said
    assert len(said.splitlines()) == 1
    assert (snapshot_warehouse / "chokepoint.duckdb").stat().st_mtime_ns == before


@pytest.mark.parametrize("command", [("show", "JPN", "2846"), ("sql", "select 1")])
def test_without_a_warehouse_each_command_says_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("CHOKEPOINT_DATA_DIR", str(tmp_path / "none"))
    settings.cache_clear()
    assert "chokepoint refresh --snapshot" in told(CliRunner().invoke(main, list(command)))
    settings.cache_clear()


IMPORTED = """
import sys
from click.testing import CliRunner
from pipelines.people.cli import main
result = CliRunner().invoke(main, sys.argv[1:])
assert result.exit_code == 0, result.output
print("\\n".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


@pytest.mark.parametrize(
    "command", [("--help",), ("show", "--help"), ("show", "JPN", "2846"), ("status",), ("sql", "select 1")]
)
def test_what_a_reader_runs_imports_nothing_heavy(
    snapshot_warehouse: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("CHOKEPOINT_DATA_DIR", str(snapshot_warehouse))
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED, *command], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert not set(done.stdout.split()) & set(HEAVY)
