"""Data Series 140: loading the workbook of rare earths, and each way in which it can be wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from expectations.run import validate
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.usgs import DS140 as DATASET
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts, load_pending, open_books
from warehouse.store import connect

FIXTURE = PROJECT_ROOT / "tests" / "fixtures" / "usgs" / "usgs__ds140.xlsx"
RAW = f"raw.{DATASET.name}"
Cells = list[list[Any]]


def arrival(body: bytes) -> Arrival:
    return Arrival(
        dataset=DATASET.name,
        key="ds140-rare-earths",
        body=body,
        retrieved_at=datetime(2026, 11, 21, tzinfo=UTC),
        url=DATASET.documentation,
        publisher=DATASET.publisher,
        licence=DATASET.licence,
        kind="selection",
    )


def load(folder: Path, body: bytes) -> Accounts:
    landing = Landing(folder / "landing")
    landing.land(arrival(body))
    with connect(folder / "build.duckdb") as con:
        open_books(con, landing)
        return load_pending(con, landing, DATASET.name, DATASET.encoding, folder / "scratch")


def rows(folder: Path, query: str) -> list[Any]:
    with connect(folder / "build.duckdb") as con:
        return con.execute(query).fetchall()


def broken_rules(folder: Path) -> list[str]:
    verdict = validate(folder / "build.duckdb", DATASET.name)
    return [finding.rule for finding in verdict.findings if not finding.is_passed]


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Cells], None]], bytes]:
    """The fixture's workbook after a change to its rows."""
    monkeypatch.setattr(sys, "path", [str(PROJECT_ROOT / "scripts"), *sys.path])
    written = import_module("workbook").written

    def change(edit: Callable[[Cells], None]) -> bytes:
        cells = python_calamine.CalamineWorkbook.from_path(str(FIXTURE)).get_sheet_by_index(0).to_python()
        edit(cells)
        body = written("Rare earths", cells)
        assert isinstance(body, bytes)
        return body

    return change


def test_every_row_is_accepted_or_excluded_by_a_named_rule(tmp_path: Path) -> None:
    assert load(tmp_path, FIXTURE.read_bytes()) == Accounts(documents=1, read=129, accepted=121, excluded=8)
    assert rows(tmp_path, "select rule, rows from raw.exclusion order by rule") == [
        ("header of the table", 1),
        ("note below the table", 3),
        ("title above the table", 4),
    ]
    assert rows(
        tmp_path, f"select production, world_production from {RAW} where year in ('1962', '2020') order by year"
    ) == [
        ("W", "8020"),
        ("39000", "243000"),
    ]
    assert broken_rules(tmp_path) == []


def test_the_publishers_own_workbook_loads_alike(tmp_path: Path, shared_data: Path) -> None:
    body = (shared_data / "usgs" / "usgs_ds140_rare_earths_2020.xlsx").read_bytes()
    assert load(tmp_path, body) == Accounts(documents=1, read=129, accepted=121, excluded=8)
    assert broken_rules(tmp_path) == []


def test_a_renamed_column_is_refused(tmp_path: Path, changed: Callable[..., bytes]) -> None:
    def edit(cells: Cells) -> None:
        cells[4][7] = "World mine production"

    with pytest.raises(DataError, match="World mine production"):
        load(tmp_path, changed(edit))
    assert rows(tmp_path, f"select count(*) from {RAW}") == [(0,)]


def test_the_workbook_of_another_mineral_is_refused(tmp_path: Path, changed: Callable[..., bytes]) -> None:
    def edit(cells: Cells) -> None:
        cells[0][0], cells[2][0] = "RHENIUM STATISTICS1", "[All values in metric tons (t) unless otherwise noted]"

    with pytest.raises(DataError, match="rare-earth oxide equivalent; came RHENIUM"):
        load(tmp_path, changed(edit))


def test_a_text_in_place_of_the_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        load(tmp_path, b"Year,Production\n1900,227\n")


def test_a_year_without_a_figure_is_quarantined_and_fails_the_suite(
    tmp_path: Path, changed: Callable[..., bytes]
) -> None:
    def edit(cells: Cells) -> None:
        cells[10][3] = ""

    assert load(tmp_path, changed(edit)).quarantined == 1
    assert rows(tmp_path, "select reason from raw.quarantine") == [("a figure is missing",)]
    assert "no row that could not be read (see raw.quarantine)" in broken_rules(tmp_path)


def test_a_lost_year_fails_the_suite(tmp_path: Path, changed: Callable[..., bytes]) -> None:
    load(tmp_path, changed(lambda cells: cells.pop(50)))
    assert broken_rules(tmp_path) == ["every year since 1900 is there once"]


def test_an_unknown_word_fails_the_suite(tmp_path: Path, changed: Callable[..., bytes]) -> None:
    def edit(cells: Cells) -> None:
        cells[20][1] = "small"

    load(tmp_path, changed(edit))
    assert broken_rules(tmp_path) == ["every value of production is a number of at least 0, NA or W"]


def test_a_world_smaller_than_the_united_states_fails_the_suite(tmp_path: Path, changed: Callable[..., bytes]) -> None:
    def edit(cells: Cells) -> None:
        cells[-4][7] = 24300.0

    load(tmp_path, changed(edit))
    assert broken_rules(tmp_path) == ["the world produces at least what the United States do"]


def test_the_request_names_the_workbook() -> None:
    request = next(iter(DATASET.requests(Settings(), None)))
    assert request.url.endswith("/media/files/ds140-rare-earths-2020.xlsx")
    other = Settings(base_urls={"usgs_media": "http://127.0.0.1:8000"})
    assert next(iter(DATASET.requests(other, None))).url.startswith("http://127.0.0.1:8000/assets/")
