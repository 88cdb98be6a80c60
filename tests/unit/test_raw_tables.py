"""A build file of an earlier version: what has other columns is made anew from the landed bytes, all else is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from warehouses import arrival, fixture, load, rows_in

from pipelines.sources.registry import datasets
from warehouse.store import connect

HERE, OTHER = datasets()["hmrc__trade"], datasets()["korea_customs__trade"]
BOOKED = "select dataset, count(*) from raw.load group by dataset order by dataset"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    load(tmp_path, HERE, [arrival(HERE, fixture(HERE, "json"))])
    load(tmp_path, OTHER, [arrival(OTHER, fixture(OTHER, "xml"))])
    return tmp_path


@pytest.mark.parametrize(
    "change",
    ["alter table raw.hmrc__trade drop column row_number", "alter table raw.hmrc__trade add column x integer"],
)
def test_a_table_with_other_columns_is_read_anew_and_the_others_are_kept(built: Path, change: str) -> None:
    before = rows_in(built, "select * from raw.hmrc__trade order by all")
    with connect(built / "build.duckdb") as con:
        con.execute(change)
        con.execute("update raw.korea_customs__trade set document_id = 'kept'")
    assert load(built, HERE, []).accounts.documents == 1
    assert rows_in(built, "select * from raw.hmrc__trade order by all") == before
    assert rows_in(built, "select distinct document_id from raw.korea_customs__trade") == [("kept",)]
    assert rows_in(built, BOOKED) == [(HERE.name, 1), (OTHER.name, 1)]


def test_books_with_other_columns_are_begun_anew_with_all_that_landed(built: Path) -> None:
    with connect(built / "build.duckdb") as con:
        con.execute("alter table raw.load add column x integer")
    assert load(built, HERE, []).accounts.documents == 1
    assert rows_in(built, BOOKED) == [(HERE.name, 1)]
    assert load(built, OTHER, []).accounts.documents == 1
    assert rows_in(built, BOOKED) == [(HERE.name, 1), (OTHER.name, 1)]


def test_tables_of_this_version_are_left_alone(built: Path) -> None:
    assert load(built, HERE, []).accounts.documents == 0
