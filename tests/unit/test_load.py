"""Landed documents to raw rows: each source row accounted for, each document whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from warehouses import SEEN_AT, Loaded, arrival, load, rows_in

from pipelines.sources.contract import Dataset
from warehouse import document
from warehouse import load as loader
from warehouse.errors import DataError
from warehouse.landing import Landing
from warehouse.load import Accounts, sections
from warehouse.store import connect

FIGURES = Dataset("toy__figures", "Figures", "A publisher", "free", "https://publisher.example", "csv", lambda *_: [])

SQL = """
-- Figures by year, as delivered.

-- name: ddl
create table if not exists raw.toy__figures (
    document_id varchar not null,
    row_number integer not null,
    year smallint,
    value decimal(18, 3)
);

-- name: shape
select 'the header year,value' as expected, 'the header ' || split_part(content, chr(10), 1) as came
from read_text(getvariable('body'))
where split_part(content, chr(10), 1) <> 'year,value';

-- name: count
select len(string_split(rtrim(content, chr(10)), chr(10))) - 1 as rows from read_text(getvariable('body'));

-- name: read
select
    cast(row_number() over () as integer) as row_number,
    try_cast(year as smallint) as year,
    try_cast(value as decimal(18, 3)) as value,
    case when try_cast(value as decimal(18, 3)) is null then 'not a number: value' end as reason,
    case when year = 'total' then 'a total' end as rule
from
    read_csv(
        getvariable('body'), header = true, auto_detect = false, delim = ',', parallel = false,
        columns = {year: 'VARCHAR', value: 'VARCHAR'}
    );
"""


@pytest.fixture(autouse=True)
def raw_sql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The SQL file of the one raw table of these tests."""
    path = tmp_path / "raw" / "toy__figures.sql"
    path.parent.mkdir()
    path.write_text(SQL)
    monkeypatch.setattr(loader, "RAW_SQL", path.parent)
    sections.cache_clear()
    yield path
    sections.cache_clear()


def change(raw_sql: Path, old: str, new: str) -> None:
    assert old in raw_sql.read_text()
    raw_sql.write_text(raw_sql.read_text().replace(old, new))
    sections.cache_clear()


def come(folder: Path, body: str, *, key: str = "key", days: int = 0) -> Loaded:
    return load(
        folder, FIGURES, [arrival(FIGURES, body.encode(), key=key, retrieved_at=SEEN_AT + timedelta(days=days))]
    )


def figures(folder: Path) -> list[Any]:
    return rows_in(folder, "select year, cast(value as integer) from raw.toy__figures order by all")


def books(folder: Path) -> list[Any]:
    return rows_in(
        folder,
        "select rows_read, rows_accepted, rows_quarantined, rows_excluded from raw.load order by document_id",
    )


def test_each_row_is_accepted_quarantined_with_a_reason_or_excluded_by_a_named_rule(tmp_path: Path) -> None:
    loaded = come(tmp_path, "year,value\n2023,1\n2024,n.a.\ntotal,3\n")
    assert loaded.accounts == Accounts(documents=1, read=3, accepted=1, quarantined=1, excluded=1)
    assert books(tmp_path) == [(3, 1, 1, 1)]
    assert figures(tmp_path) == [(2023, 1)]
    assert rows_in(tmp_path, "select row_number, reason, content ->> 'year' from raw.quarantine") == [
        (2, "not a number: value", "2024")
    ]
    assert rows_in(tmp_path, "select rule, rows from raw.exclusion") == [("a total", 1)]


def test_a_row_that_is_bad_and_excluded_counts_once(tmp_path: Path) -> None:
    accounts = come(tmp_path, "year,value\ntotal,n.a.\n").accounts
    assert accounts == Accounts(documents=1, read=1, quarantined=1)


def test_a_document_is_loaded_once(tmp_path: Path) -> None:
    assert come(tmp_path, "year,value\n2023,1\n").accounts.documents == 1
    assert come(tmp_path, "year,value\n2023,1\n", days=1).accounts == Accounts()
    assert figures(tmp_path) == [(2023, 1)]


def test_a_new_vintage_is_loaded_beside_the_old_one(tmp_path: Path) -> None:
    come(tmp_path, "year,value\n2023,1\n")
    assert come(tmp_path, "year,value\n2023,2\n", days=1).accounts.documents == 1
    assert figures(tmp_path) == [(2023, 1), (2023, 2)]


def test_accounts_of_several_documents_add_up(tmp_path: Path) -> None:
    bodies = {"a": "year,value\n2023,1\n2024,x\n", "b": "year,value\ntotal,2\n2024,3\n"}
    loaded = load(tmp_path, FIGURES, [arrival(FIGURES, body.encode(), key=key) for key, body in bodies.items()])
    assert loaded.accounts == Accounts(documents=2, read=4, accepted=2, quarantined=1, excluded=1)


def test_a_document_of_another_shape_is_told_and_nothing_of_it_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        come(tmp_path, "jahr,value\n2023,1\n")
    assert (caught.value.expected, caught.value.came) == ("the header year,value", "the header jahr,value")
    assert caught.value.where.startswith("toy__figures key (document ")
    assert figures(tmp_path) == books(tmp_path) == []


def test_a_document_that_duckdb_cannot_read_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        come(tmp_path, "year,value\n2023,1,2\n")
    assert "a document that DuckDB can read" in caught.value.expected
    assert "\n" not in str(caught.value)
    assert figures(tmp_path) == books(tmp_path) == []


def test_a_bad_document_keeps_no_other_from_being_loaded(tmp_path: Path) -> None:
    bodies = {"a": "year,value\n2023,1\n", "b": "jahr,value\n", "c": "year,value\n2024,2\n"}
    with pytest.raises(DataError, match="toy__figures b"):
        load(tmp_path, FIGURES, [arrival(FIGURES, body.encode(), key=key) for key, body in bodies.items()])
    assert figures(tmp_path) == [(2023, 1), (2024, 2)]


def test_a_bad_document_is_told_again_until_a_newer_answer_takes_its_place(tmp_path: Path) -> None:
    come(tmp_path, "year,value\n2023,1\n")
    for _ in range(2):
        with pytest.raises(DataError, match="the header jahr,value"):
            come(tmp_path, "jahr,value\n", days=1)
    assert come(tmp_path, "year,value\n2023,2\n", days=2).accounts.accepted == 1
    assert figures(tmp_path) == [(2023, 1), (2023, 2)]


def test_an_older_answer_that_comes_again_takes_the_place_of_a_bad_one(tmp_path: Path) -> None:
    come(tmp_path, "year,value\n2023,1\n")
    with pytest.raises(DataError):
        come(tmp_path, "jahr,value\n", days=1)
    assert come(tmp_path, "year,value\n2023,1\n", days=2).accounts == Accounts()


def test_rows_that_get_lost_between_counting_and_reading_are_noticed(tmp_path: Path, raw_sql: Path) -> None:
    change(
        raw_sql,
        "columns = {year: 'VARCHAR', value: 'VARCHAR'}\n    );",
        "columns = {year: 'VARCHAR', value: 'VARCHAR'}\n    ) limit 1;",
    )
    with pytest.raises(DataError, match="expected 2 rows, each accepted, quarantined or excluded; came 1 read"):
        come(tmp_path, "year,value\n2023,1\n2024,2\n")
    assert figures(tmp_path) == books(tmp_path) == rows_in(tmp_path, "select * from raw.quarantine") == []


def test_a_changed_sql_file_reads_its_documents_anew(tmp_path: Path, raw_sql: Path) -> None:
    come(tmp_path, "year,value\n2023,1\n2024,n.a.\n")
    change(raw_sql, "try_cast(value as decimal(18, 3)) as value", "2 * try_cast(value as decimal(18, 3)) as value")
    assert load(tmp_path, FIGURES, []).accounts == Accounts(documents=1, read=2, accepted=1, quarantined=1)
    assert figures(tmp_path) == [(2023, 2)]
    assert books(tmp_path) == [(2, 1, 1, 0)]
    assert rows_in(tmp_path, "select count(*) from raw.quarantine") == [(1,)]


def test_a_new_column_of_the_raw_table_appears_with_the_reload(tmp_path: Path, raw_sql: Path) -> None:
    come(tmp_path, "year,value\n2023,1\n")
    change(raw_sql, "    value decimal(18, 3)\n", "    value decimal(18, 3),\n    note varchar\n")
    change(raw_sql, "    case when try_cast(value", "    'n' as note,\n    case when try_cast(value")
    load(tmp_path, FIGURES, [])
    assert rows_in(tmp_path, "select year, note from raw.toy__figures") == [(2023, "n")]


def test_a_wrong_sql_file_is_not_blamed_on_the_document(tmp_path: Path, raw_sql: Path) -> None:
    change(raw_sql, "try_cast(value as decimal(18, 3)) as value", "try_cast(worth as decimal(18, 3)) as value")
    with pytest.raises(duckdb.BinderException, match="worth"):
        come(tmp_path, "year,value\n2023,1\n")


def test_bytes_that_changed_after_landing_are_not_loaded(tmp_path: Path) -> None:
    arrived = arrival(FIGURES, b"year,value\n2023,1\n")
    Landing(tmp_path / "landing").land(arrived)
    Landing(tmp_path / "landing").object_path(arrived.sha256).write_bytes(b"year,value\n2023,9\n")
    with pytest.raises(DataError, match=f"expected bytes with SHA-256 {arrived.sha256}"):
        load(tmp_path, FIGURES, [])


def test_a_load_that_stops_half_way_leaves_nothing_of_the_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(Accounts):
        """The rows are in the raw table when their accounts are drawn up."""

        def __init__(self, *counts: int, documents: int = 0) -> None:
            if counts:
                raise KeyboardInterrupt
            super().__init__(documents)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(document, "Accounts", Stopped)
        come(tmp_path, "year,value\n2023,1\n2024,n.a.\n")
    assert figures(tmp_path) == books(tmp_path) == rows_in(tmp_path, "select * from raw.quarantine") == []
    assert load(tmp_path, FIGURES, []).accounts == Accounts(documents=1, read=2, accepted=1, quarantined=1)


def test_opening_the_books_twice_keeps_them(tmp_path: Path) -> None:
    come(tmp_path, "year,value\n2023,1\n")
    with connect(tmp_path / "build.duckdb") as con:
        loader.open_books(con, Landing(tmp_path / "landing"))
    assert figures(tmp_path) == [(2023, 1)]
    assert rows_in(tmp_path, "select count(*) from raw.sighting") == [(1,)]


cells = st.sampled_from(["1", "2.5", "n.a.", "", "-3", "1e3", "99999999999999999999"])
lines = st.lists(st.tuples(st.sampled_from(["2023", "2024", "total", "x"]), cells), max_size=12)


@given(lines)
def test_whatever_the_rows_every_one_is_accounted_for(rows: list[tuple[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        body = "".join(f"{year},{value}\n" for year, value in [("year", "value"), *rows])
        accounts = come(Path(folder), body).accounts
        kept = rows_in(
            Path(folder),
            "select (select count(*) from raw.toy__figures), (select count(*) from raw.quarantine), "
            "(select coalesce(sum(rows), 0) from raw.exclusion)",
        )
    assert accounts.read == len(rows) == accounts.accepted + accounts.quarantined + accounts.excluded
    assert kept == [(accounts.accepted, accounts.quarantined, accounts.excluded)]
