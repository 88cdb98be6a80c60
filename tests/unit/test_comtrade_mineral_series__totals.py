"""Each country's imports and mirrored exports: loading them, and what is wrong with a wrong file."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from expectations.run import validate
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.comtrade_mineral_series import TOTALS as DATASET
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts, load_pending, open_books
from warehouse.store import connect

FIXTURE = PROJECT_ROOT / "tests" / "fixtures" / "comtrade_mineral_series" / f"{DATASET.name}.csv"
RAW = f"raw.{DATASET.name}"


def arrival(body: bytes) -> Arrival:
    return Arrival(
        dataset=DATASET.name,
        key="rare-earths-2015",
        body=body,
        retrieved_at=datetime(2026, 11, 21, tzinfo=UTC),
        url="https://github.com/rubilamb/criticalminerals",
        publisher=DATASET.publisher,
        licence=DATASET.licence,
        kind="derived",
    )


def load(folder: Path, arrived: Arrival) -> Accounts:
    landing = Landing(folder / "landing")
    landing.land(arrived)
    with connect(folder / "build.duckdb") as con:
        open_books(con, landing)
        return load_pending(con, landing, DATASET.name, DATASET.encoding, folder / "scratch")


def rows(folder: Path, query: str) -> list[Any]:
    with connect(folder / "build.duckdb") as con:
        return con.execute(query).fetchall()


def changed(old: str, new: str) -> Arrival:
    """The fixture with one text replaced where it first occurs."""
    text = FIXTURE.read_text()
    assert old in text
    return arrival(text.replace(old, new, 1).encode())


def broken_rules(folder: Path) -> list[str]:
    verdict = validate(folder / "build.duckdb", DATASET.name)
    return [finding.rule for finding in verdict.findings if not finding.is_passed]


def test_every_total_is_accepted_as_delivered(tmp_path: Path) -> None:
    assert load(tmp_path, arrival(FIXTURE.read_bytes())) == Accounts(documents=1, read=230, accepted=230)
    assert rows(tmp_path, f"select flow, count(*) from {RAW} group by flow order by flow") == [
        ("Export", 92),
        ("Import", 138),
    ]
    assert rows(tmp_path, f"select country_iso, country from {RAW} where country_iso like '% ' order by all") == [
        ("X2 ", "Free Zones"),
        ("XX ", "Special Categories"),
        ("_X ", "Areas, nes"),
    ]
    assert broken_rules(tmp_path) == []


def test_floating_point_noise_of_the_sums_ends_at_the_third_decimal(tmp_path: Path) -> None:
    assert b",78934345.02299999," in FIXTURE.read_bytes()
    load(tmp_path, arrival(FIXTURE.read_bytes()))
    assert rows(tmp_path, f"select trade_value_usd from {RAW} where (flow, country_iso) = ('Export', 'AUS')") == [
        (Decimal("78934345.023"),)
    ]


def test_a_file_without_its_header_is_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="came the header mineral,jahr"):
        load(tmp_path, changed("mineral,year", "mineral,jahr"))
    assert rows(tmp_path, f"select count(*) from {RAW}") == [(0,)]


def test_a_line_with_a_field_too_many_is_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="can read"):
        load(tmp_path, changed("Rare earths,2015,", "Rare earths,2015,more,"))


def test_a_number_that_is_none_is_quarantined_and_fails_the_suite(tmp_path: Path) -> None:
    assert load(tmp_path, changed("Rare earths,2015,", "Rare earths,2015-16,")).quarantined == 1
    assert rows(tmp_path, "select reason from raw.quarantine") == [("not a number: year",)]
    assert "no row that could not be read (see raw.quarantine)" in broken_rules(tmp_path)


def test_both_of_two_rows_with_one_key_are_quarantined(tmp_path: Path) -> None:
    body = FIXTURE.read_bytes()
    load(tmp_path, arrival(body + body.splitlines(keepends=True)[1]))
    assert rows(tmp_path, "select reason from raw.quarantine") == [("the key occurs more than once",)] * 2


def test_the_source_has_no_live_address() -> None:
    assert list(DATASET.requests(Settings(), None)) == []
    assert not DATASET.partitioned


def test_a_flow_of_another_name_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, changed(",Export,", ",Re-export,"))
    assert "expect_column_values_to_be_in_set column flow" in broken_rules(tmp_path)


def test_a_missing_row_fails_the_suite_because_the_two_sides_no_longer_agree(tmp_path: Path) -> None:
    lines = FIXTURE.read_bytes().splitlines(keepends=True)
    load(tmp_path, arrival(b"".join(line for line in lines if b",Import,JPN," not in line)))
    assert broken_rules(tmp_path) == ["imports and mirrored exports of a mineral and year add up to the same"]


def test_a_world_total_among_the_countries_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, changed(",Import,JPN,", ",Import,W00,"))
    assert broken_rules(tmp_path) == ["expect_column_values_to_not_be_in_set column country_iso"]
