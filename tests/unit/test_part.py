"""How much of a document may be left out: by rows, by amounts, and what is told of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from warehouses import Load, arrival, fixture

from expectations import run
from expectations.drift import Drift
from expectations.part import Part
from expectations.run import Verdict
from pipelines.sources.comtrade_mineral_series import FLOWS as DATASET

# 20 pairs of 2015: US$ 1,554 million, of which China to Germany 295, Viet Nam to Japan 124 and Japan to S19 25.
BODY = fixture(DATASET, "csv")
DRIFT = Drift(
    series=("mineral", "year"),
    measures={"value USD": "trade_value_usd", "weight kg": "net_weight_kg"},
    total="importer_iso = 'AUT'",
)
TOLD = "no row that could not be read (see raw.quarantine)"
KNOWN = "every exporter is one that the list names"
Judged = Callable[..., Verdict]


@pytest.fixture
def judged(loaded: Load, monkeypatch: pytest.MonkeyPatch) -> Judged:
    """The verdict on a body under a suite that says how much may be left out, and which exporter no list names."""

    def verdict(body: bytes, part: Part, unknown: str = "NOBODY") -> Verdict:
        module = ModuleType(DATASET.name)
        vars(module).update(RULES=part.rules(KNOWN, f"trim(exporter_iso) = '{unknown}'"), LEFT_OUT=part)
        monkeypatch.setitem(sys.modules, f"expectations.suites.{DATASET.name}", module)
        monkeypatch.setattr(run, "suite_sha", lambda dataset: f"{part} {unknown}")
        return loaded(DATASET, [arrival(DATASET, body)]).verdict

    return verdict


def told(verdict: Verdict) -> list[str]:
    return [finding.rule for finding in verdict.findings if not finding.is_passed]


def unread(pair: bytes, field: bytes = b",2015,") -> bytes:
    """The body with the row of a pair spoilt in one field."""
    (row,) = [row for row in BODY.splitlines(keepends=True) if pair in row]
    return BODY.replace(row, row.replace(field, field[:-1] + b"?,"))


def test_a_small_row_that_cannot_be_read_is_left_out_and_told(judged: Judged) -> None:
    verdict = judged(unread(b"S19,"), Part.of(DRIFT))
    assert verdict.is_passed and told(verdict) == [TOLD]


def test_a_large_row_that_cannot_be_read_holds_the_document_and_says_how_large(judged: Judged) -> None:
    verdict = judged(unread(b"DEU,Germany,CHN"), Part.of(DRIFT))
    assert not verdict.is_passed
    assert f"expected {TOLD}, but for at most 5% of the document's rows and of its value USD and of its weight kg" in (
        str(verdict)
    )
    assert "measure value USD, left_out 294,607,878.05, in_all 1,528,297,652.89" in str(verdict), "without Austria"


def test_more_rows_than_the_limit_hold_the_document_however_small_they_are(judged: Judged) -> None:
    two = (
        unread(b"S19,")
        .replace(b"Viet Nam,CHN,China,26402996.0", b"Viet Nam,CHN,China,26402996.0")
        .replace(b"2015,VNM,Viet Nam,CHN", b"2015?,VNM,Viet Nam,CHN")
    )
    verdict = judged(two, Part.of(DRIFT))
    assert not verdict.is_passed and "measure rows, left_out 2, in_all 20" in str(verdict)
    assert judged(two, Part.of(DRIFT, limit=0.1)).is_passed


def test_a_row_whose_amount_cannot_be_read_is_not_known_to_be_small(judged: Judged) -> None:
    verdict = judged(unread(b"S19,", b"25075440.0,"), Part.of(DRIFT))
    assert not verdict.is_passed and "rows without an amount that can be read, left_out 1" in str(verdict)
    assert judged(unread(b"S19,", b"25075440.0,"), Part()).is_passed, "where rows alone count"


def test_a_total_that_cannot_be_read_holds_the_document(judged: Judged) -> None:
    drift = Drift(series=("year",), measures={"value USD": "trade_value_usd"}, total="importer_iso = 'ESP'")
    assert not judged(unread(b"ESP,Spain,CHN"), Part.of(drift)).is_passed


def test_rows_that_were_read_and_belong_to_nobody_hold_the_document_when_they_are_many(judged: Judged) -> None:
    large = judged(BODY, Part.of(DRIFT), "VNM")
    assert (large.is_passed, told(large)) == (False, [KNOWN, f"{KNOWN}, but for {Part.of(DRIFT).said()}"])
    small = judged(BODY, Part.of(DRIFT, limit=0.1), "VNM")
    assert (small.is_passed, told(small)) == (True, [KNOWN])


def test_each_part_of_a_document_has_a_total_of_its_own_where_amounts_do_not_add_up(judged: Judged) -> None:
    assert judged(unread(b"S19,"), Part.of(DRIFT, within=("mineral",))).is_passed
    verdict = judged(unread(b"S19,"), Part.of(DRIFT, within=("importer_iso",)))
    assert not verdict.is_passed and "of_which S19, left_out 25,075,440, in_all 25,075,440" in str(verdict)


def test_amounts_may_stand_in_rows_made_of_the_raw_ones(judged: Judged) -> None:
    table = f"(select *, unnest([trade_value_usd, 0]) as amount from raw.{DATASET.name})"
    drift = Drift(series=("year",), measures={"amount": "amount"}, table=table)
    assert judged(unread(b"S19,"), Part.of(drift)).is_passed
    assert not judged(unread(b"DEU,Germany,CHN"), Part.of(drift)).is_passed


def test_a_document_of_nothing_but_rows_that_cannot_be_read_is_held(judged: Judged) -> None:
    assert not judged(BODY.replace(b",2015,", b",2015?,"), Part(limit=0.99)).is_passed


def test_the_quarantine_is_read_in_the_columns_of_the_raw_table(loaded: Load, tmp_path: Path) -> None:
    from warehouse.validation import quarantine_query

    warehouse = loaded(DATASET, [arrival(DATASET, unread(b"S19,"))])
    ((document,),) = warehouse.rows("select distinct document_id from raw.quarantine")
    query = quarantine_query(warehouse.build_file, DATASET.name, [document])
    assert warehouse.rows(f"select row_number, year, importer_iso, trade_value_usd from ({query})") == [
        (20, None, "S19", pytest.approx(25075440))
    ]
    columns = warehouse.rows(f"select column_name, column_type from (describe {query})")
    assert columns == warehouse.rows(f"select column_name, column_type from (describe raw.{DATASET.name})")
