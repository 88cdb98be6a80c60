"""The schema that readers see first: few views, none of them empty, each question answered once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.store import connect

QUESTION = "importer_iso3, material, period, frequency, basis"


@pytest.fixture(scope="module")
def con(snapshot_warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(snapshot_warehouse / "chokepoint.duckdb", read_only=True) as opened:
        yield opened


def rows(con: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    cursor = con.execute(query)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_main_holds_views_that_are_filled_and_described(con: duckdb.DuckDBPyConnection) -> None:
    views = rows(con, "select view_name, comment from duckdb_views() where schema_name = 'main' and not internal")
    assert {view["view_name"] for view in views} == {"catalogue", "concentration", "production", "suppliers", "trend"}
    for view in views:
        assert view["comment"]
        assert rows(con, f"select 1 from {view['view_name']} limit 1"), f"{view['view_name']} is empty"
    macros = rows(
        con, "select function_name, comment from duckdb_functions() where schema_name = 'main' and not internal"
    )
    assert {macro["function_name"] for macro in macros if macro["comment"]} == {
        "suppliers_of",
        "dependence",
        "readings",
    }


def test_no_question_has_two_preferred_readings_and_each_with_a_sound_one_has_one(
    con: duckdb.DuckDBPyConnection,
) -> None:
    counted = rows(
        con,
        f"""
        select {QUESTION}, count(*) filter (where is_preferred) as preferred, min(preference) as first,
            bool_or(reason is null and contradiction is null) as has_sound
        from concentration.import_concentration
        group by all
        """,
    )
    assert max(row["preferred"] for row in counted) == 1
    assert {row["first"] for row in counted} == {1}
    assert all(row["preferred"] == 1 for row in counted if row["has_sound"])


def test_a_reading_that_is_contradicted_is_not_preferred_while_another_is_there(con: duckdb.DuckDBPyConnection) -> None:
    assert not rows(
        con,
        f"""
        from concentration.import_concentration as p
        select *
        where p.is_preferred and p.contradiction is not null and exists (
            from concentration.import_concentration as o
            select 1
            where o.contradiction is null and o.reason is null
                and ({", ".join(f"o.{part}" for part in QUESTION.split(", "))})
                = ({", ".join(f"p.{part}" for part in QUESTION.split(", "))})
        )
        """,
    )


def test_shares_concentration_and_verdicts_prefer_the_same_reading(con: duckdb.DuckDBPyConnection) -> None:
    reading = f"source, evidence, code_set, {QUESTION}"
    preferred = f"select {reading} from concentration.import_concentration where is_preferred"
    assert not rows(con, f"select {reading} from dependence.import_share where is_preferred except {preferred}")
    assert not rows(con, f"select {reading} from concentration.import_verdict where is_preferred except {preferred}")


def test_verdicts_that_could_say_nothing_are_not_there(con: duckdb.DuckDBPyConnection) -> None:
    assert not rows(con, "select 1 from concentration.import_verdict where reason = 'no supplier known'")


@pytest.mark.parametrize("importer", ["JPN", "Japan", "japan"])
@pytest.mark.parametrize("material", ["rare_earths", "rare earths", "Rare earths"])
def test_a_macro_understands_codes_and_names(con: duckdb.DuckDBPyConnection, importer: str, material: str) -> None:
    (first, *_) = rows(con, f"from suppliers_of('{importer}', '{material}', 2023)")
    assert (first["importer"], first["supplier"], first["place"]) == ("Japan", "China", 1)


def test_readings_lists_all_with_the_preferred_one_first(con: duckdb.DuckDBPyConnection) -> None:
    found = rows(con, "from readings('JPN', 'rare_earths', 2023)")
    assert len(found) > 1
    assert [row["is_preferred"] for row in found] == [True] + [False] * (len(found) - 1)
    assert found[0]["cr1_difference"] == 0
    assert all(row["preference_reason"] for row in found)


def test_a_trend_compares_only_within_one_reading(con: duckdb.DuckDBPyConnection) -> None:
    years = rows(con, "from dependence('JPN', 'rare_earths')")
    assert len(years) > 15
    for before, after in itertools.pairwise(years):
        is_same = (before["source"], before["code_set"]) == (after["source"], after["code_set"])
        assert after["is_same_reading_as_before"] is is_same
        assert (after["cr1_change"] is not None) is is_same


def test_a_period_starts_on_a_date(con: duckdb.DuckDBPyConnection) -> None:
    found = rows(con, "select distinct period, period_start from suppliers where period = '2023'")
    assert [(row["period"], row["period_start"].isoformat()) for row in found] == [("2023", "2023-01-01")]


def test_the_catalogue_says_what_can_be_asked(con: duckdb.DuckDBPyConnection) -> None:
    (japan,) = rows(
        con,
        "from catalogue where importer_iso3 = 'JPN' and material = 'rare_earths' and basis = 'weight'",
    )
    assert japan["first_period"] < "2006" and japan["last_period"] == "2024"
    assert "reconciled" in japan["evidence"]
