"""What must be there by name is there, who is late is said, and what a suite found is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from warehouses import chokepoint

from warehouse.store import connect


@pytest.fixture(scope="module")
def served(snapshot_warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(snapshot_warehouse / "chokepoint.duckdb", read_only=True) as con:
        yield con


def test_every_series_that_the_snapshot_must_bring_is_served_from_its_first_period_on(
    served: duckdb.DuckDBPyConnection,
) -> None:
    rows = served.execute(
        "select floor, is_missing, documents, is_lost from quality.coverage where scope = 'snapshot' order by floor"
    ).fetchall()
    assert {floor for floor, is_missing, *_ in rows if is_missing} == set()
    assert all(documents > 0 and not is_lost for _, _, documents, is_lost in rows), rows
    assert {"jpn_imports_2846_a", "chn_mines_rare_earths", "kor_imports_rare_earths_series"} <= {row[0] for row in rows}


def test_a_series_that_only_a_refresh_brings_is_missing_and_not_lost(served: duckdb.DuckDBPyConnection) -> None:
    rows = served.execute(
        "select is_missing, is_late, is_lost from quality.coverage where documents = 0 and scope = 'live'"
    ).fetchall()
    assert rows and set(rows) == {(True, None, False)}


def test_a_reporter_whose_next_year_is_due_is_late_and_keeps_its_last_one(
    served: duckdb.DuckDBPyConnection, snapshot_warehouse: Path
) -> None:
    found = dict(
        served.execute(
            "select reporter_iso3, (newest_period, expected_newest_period, is_late) from quality.freshness "
            "where source = 'comtrade' and frequency = 'A' and reporter_iso3 is not null"
        ).fetchall()
    )
    assert tuple(found["JPN"]) == ("2023", "2024", True)
    assert tuple(found["CHN"]) == ("2024", "2024", False)
    status = json.loads(chokepoint(snapshot_warehouse, "status", "--json").stdout)
    (trade,) = [row for row in status if row["dataset"] == "comtrade__trade"]
    assert {"JPN", "USA"} <= {row["reporter_iso3"] for row in trade["late"]}
    assert "comtrade__trade is late: JPN to 2023 (2024 is due)" in chokepoint(snapshot_warehouse, "status").stdout


def test_ages_are_counted_to_the_newest_document_and_not_to_the_clock(served: duckdb.DuckDBPyConnection) -> None:
    assert served.execute(
        "select count(distinct reference_at), max(reference_at) = (select max(retrieved_at) from provenance.document) "
        "from quality.freshness"
    ).fetchone() == (1, True)


def test_what_a_suite_found_odd_is_told_with_its_document_and_rows(served: duckdb.DuckDBPyConnection) -> None:
    rows = served.execute(
        "select f.severity, f.unexpected_rows, f.examples, l.is_passed from quality.finding as f "
        "inner join quality.load as l on f.document_id = l.document_id where f.rule like 'no unit value%'"
    ).fetchall()
    assert rows
    assert all(severity == "warning" and is_passed and examples for severity, _, examples, is_passed in rows)
    told = served.execute("select count(*) from quality.drift where rule = 'unit value'").fetchone()
    assert told == (sum(row[1] for row in rows),)
