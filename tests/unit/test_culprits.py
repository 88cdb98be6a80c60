"""Which documents break a rule: read from the rows, from the models behind them, or by leaving documents out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import duckdb
import pytest
from warehouses import SEEN_AT, Load, arrival, fixture

from pipelines.sources.comtrade_mineral_series import FLOWS
from warehouse.culprits import Trial, rows_of
from warehouse.store import connect

# A pair per document, each under a key of its own: the model has one row per document unless two state the same pair.
HEADER, *PAIRS = fixture(FLOWS, "csv").splitlines(keepends=True)
MODEL = """
    select importer_iso, exporter_iso, year, trade_value_usd as value_usd, document_id
    from raw.comtrade_mineral_series__flows
    where document_id not in (select document_id from raw.held where held_until is null)
"""
TOTAL = "select importer_iso, sum(value_usd) as value_usd, cast(count(*) as bigint) as pairs from model group by all"
TWICE = "select importer_iso, exporter_iso, year, count(*) as rows from model group by all having count(*) > 1"
LEVELS = [["model"]]


def document(pair: int) -> str:
    """The identity of the document with one pair."""
    return arrival(FLOWS, HEADER + PAIRS[pair], key=f"k{pair}").document_id


@pytest.fixture
def con(loaded: Load) -> Iterator[duckdb.DuckDBPyConnection]:
    """A build file with eight documents of a pair each, and one more that states the third pair again."""
    arrivals = [
        arrival(FLOWS, HEADER + PAIRS[pair], key=f"k{pair}", retrieved_at=SEEN_AT + timedelta(hours=pair))
        for pair in range(8)
    ]
    again = arrival(FLOWS, HEADER + PAIRS[3], key="k3again", retrieved_at=SEEN_AT)
    warehouse = loaded(FLOWS, [*arrivals, again])
    with connect(warehouse.build_file) as opened:
        opened.execute(f"create table model as {MODEL}")
        opened.execute(f"create table total as {TOTAL}")
        yield opened


AGAIN = arrival(FLOWS, HEADER + PAIRS[3], key="k3again").document_id
EVERYONE = [*(document(pair) for pair in range(8)), AGAIN]


def trial(con: duckdb.DuckDBPyConnection, query: str, *, is_error: bool = False) -> Trial:
    return Trial(con, [("model", MODEL), ("total", TOTAL)], query, is_error)


def test_rows_that_name_their_document_give_it(con: duckdb.DuckDBPyConnection) -> None:
    rows = rows_of(con, "select * from model where exporter_iso = 'VNM'", LEVELS, {})
    assert (rows.count, rows.groups, rows.is_exact) == (1, [frozenset({document(2)})], True)
    assert rows.in_words(document(2)) == (
        "1 row is not so, such as importer_iso JPN, exporter_iso VNM, year 2015, value_usd 124,358,961"
    )


def test_rows_that_name_several_documents_give_them_all(con: duckdb.DuckDBPyConnection) -> None:
    rows = rows_of(con, "select importer_iso, 'a,b, c' as document_ids from model limit 1", LEVELS, {})
    assert rows.groups == [frozenset({"a", "b", "c"})]


def test_a_key_that_occurs_twice_gives_the_documents_of_its_rows_in_the_model(con: duckdb.DuckDBPyConnection) -> None:
    rows = rows_of(con, TWICE, LEVELS, {})
    assert (rows.groups, rows.is_exact) == ([frozenset({document(3), AGAIN})], True)
    assert rows.in_words(AGAIN).endswith("such as importer_iso DEU, exporter_iso FRA, year 2015, rows 2")


def test_a_rule_on_a_model_without_documents_gives_those_of_the_model_that_it_reads(
    con: duckdb.DuckDBPyConnection,
) -> None:
    rows = rows_of(con, "select * from total where pairs > 4", [["total"], ["model"]], {})
    german = con.execute("select document_id from model where importer_iso = 'DEU'").fetchall()
    assert (len(german), rows.groups, rows.is_exact) == (5, [frozenset(one for (one,) in german)], False)


def test_the_column_that_dbt_calls_otherwise_is_found_under_its_own_name(con: duckdb.DuckDBPyConnection) -> None:
    query = "select exporter_iso as value_field, count(*) as n_records from model where exporter_iso = 'VNM' group by 1"
    rows = rows_of(con, query, LEVELS, {"value_field": "exporter_iso"})
    assert rows.groups == [frozenset({document(2)})]


def test_rows_that_share_no_key_with_any_model_give_no_document(con: duckdb.DuckDBPyConnection) -> None:
    rows = rows_of(con, "select count(*) as events, sum(value_usd) as value_usd from model", LEVELS, {})
    assert (rows.count, rows.groups, rows.is_exact) == (1, [], False)


@pytest.mark.parametrize("bad", [[2], [0, 5], [0, 1, 2, 3, 4, 5, 6, 7]], ids=str)
def test_leaving_out_finds_every_document_that_breaks_the_rule_by_itself(
    con: duckdb.DuckDBPyConnection, bad: list[int]
) -> None:
    exporters = ", ".join(f"'{document(pair)}'" for pair in bad)
    found = trial(con, f"select * from model where document_id in ({exporters})").culprits(EVERYONE)
    assert sorted(found) == sorted(document(pair) for pair in bad)


def test_leaving_out_finds_the_document_with_which_a_model_fails(con: duckdb.DuckDBPyConnection) -> None:
    failing = "select cast(case when exporter_iso = 'VNM' then 'x' else '1' end as integer) as number from model"
    assert trial(con, failing, is_error=True).culprits(EVERYONE) == [document(2)]


def test_documents_that_break_a_rule_only_together_are_all_taken(con: duckdb.DuckDBPyConnection) -> None:
    assert trial(con, TWICE).culprits([document(3), AGAIN]) == [document(3), AGAIN]


def test_of_two_that_conflict_the_one_that_is_no_suspect_is_left(con: duckdb.DuckDBPyConnection) -> None:
    assert trial(con, TWICE).culprits([document(1), AGAIN]) == [AGAIN]


@pytest.mark.parametrize("query", ["select 1 as one", "select * from model where false"], ids=["always", "never"])
def test_a_rule_that_does_not_depend_on_the_documents_has_no_culprit(
    con: duckdb.DuckDBPyConnection, query: str
) -> None:
    assert trial(con, query).culprits(EVERYONE) == []


def test_trying_changes_nothing(con: duckdb.DuckDBPyConnection) -> None:
    tables = ("model", "total", "raw.decision")
    before = [con.execute(f"from {table} order by all").fetchall() for table in tables]
    trial(con, "select cast(exporter_iso as integer) as x from model", is_error=True).culprits(EVERYONE)
    trial(con, TWICE).culprits(EVERYONE)
    assert [con.execute(f"from {table} order by all").fetchall() for table in tables] == before
