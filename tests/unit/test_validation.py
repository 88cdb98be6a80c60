"""The suites' verdicts: one per document, bad data told apart from a broken rule, and every declared rule run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import great_expectations.expectations as gxe
import pytest
from warehouses import SEEN_AT, Load, Loaded, arrival, fixture, rows_in

from expectations import run
from expectations.part import Part
from expectations.run import BrokenRuleError, validate
from pipelines.sources.comtrade_mineral_series import FLOWS as DATASET
from warehouse.validation import batch_query, quoted

BODY = fixture(DATASET, "csv")
OF_2015 = BODY
OF_2016 = BODY.replace(b",2015,", b",2016,")
OF_1900 = BODY.replace(b",2015,", b",1900,")
SINCE_2000 = gxe.ExpectColumnValuesToBeBetween(column="year", min_value=2000)
Declare = Callable[..., None]


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Declare:
    """Give the dataset these rules instead of its own; `suite` is the hash that the file would have."""

    def declared(*rules: Any, suite: str = "1", **more: object) -> None:
        module = ModuleType(DATASET.name)
        vars(module).update(RULES=list(rules), **more)
        monkeypatch.setitem(sys.modules, f"expectations.suites.{DATASET.name}", module)
        monkeypatch.setattr(run, "suite_sha", lambda dataset: suite)

    return declared


def come(loaded: Load, *bodies: bytes, key: str | None = None, days: int = 0) -> Loaded:
    return loaded(
        DATASET,
        [
            arrival(DATASET, body, key=key or f"k{place}", retrieved_at=SEEN_AT + timedelta(days=days))
            for place, body in enumerate(bodies)
        ],
    )


def booked(folder: Path) -> list[Any]:
    return rows_in(
        folder,
        "select s.key, v.is_passed, v.rules_declared, v.rules_run from raw.validation as v "
        "inner join raw.sighting as s on v.document_id = s.document_id order by s.retrieved_at, s.key",
    )


def test_every_declared_rule_runs_and_is_booked(loaded: Load, tmp_path: Path, declare: Declare) -> None:
    declare(SINCE_2000, gxe.ExpectColumnValuesToNotBeNull(column="exporter_iso"))
    verdict = come(loaded, OF_2015).verdict
    assert verdict.is_passed and verdict.documents == 1
    assert verdict.rules_declared == len(verdict.findings) == 4, "two rules, that rows came, and that none is set aside"
    assert booked(tmp_path) == [("k0", True, 4, 4)]


def test_a_broken_rule_of_sql_shows_the_first_rows_it_found_and_the_key_of_their_document(
    loaded: Load, declare: Declare
) -> None:
    query = "select exporter_iso, year from {batch} where exporter_iso = 'CHN' order by importer_iso"
    declare(gxe.UnexpectedRowsExpectation(description="nothing from China", unexpected_rows_query=query))
    verdict = come(loaded, OF_2015, key="flows").verdict
    (document,) = verdict.rejected
    assert str(verdict).startswith(f"{DATASET.name} flows (document {document}): expected nothing from China; ")
    assert ", such as exporter_iso CHN, year 2015; exporter_iso CHN, year 2015" in str(verdict)


def test_what_has_passed_is_not_validated_again(loaded: Load, declare: Declare) -> None:
    declare(SINCE_2000)
    first = come(loaded, OF_2015).verdict
    again = come(loaded, OF_2015, days=1).verdict
    assert (again.is_passed, again.documents, again.rules_declared) == (True, 0, 3)
    assert again.findings == first.findings, "what the rules found then is what they show now"


def test_a_changed_suite_validates_everything_again(loaded: Load, tmp_path: Path, declare: Declare) -> None:
    declare(SINCE_2000)
    come(loaded, OF_2015, OF_2016).verdict  # noqa: B018
    declare(gxe.ExpectColumnValuesToBeBetween(column="year", min_value=2016), suite="2")
    verdict = come(loaded, OF_2015).verdict
    assert verdict.documents == 2 and len(verdict.rejected) == 1
    assert [(key, is_passed) for key, is_passed, *_ in booked(tmp_path)] == [("k0", False), ("k1", True)]


def test_good_documents_pass_beside_a_bad_one(loaded: Load, tmp_path: Path, declare: Declare) -> None:
    declare(SINCE_2000)
    verdict = come(loaded, OF_2015, OF_1900, OF_2016).verdict
    assert not verdict.is_passed and len(verdict.rejected) == 1
    assert [is_passed for _, is_passed, *_ in booked(tmp_path)] == [True, False, True]
    assert verdict.rejected[0] in str(verdict)
    assert "column year; 20 rows are not so, such as 1900" in str(verdict)


def test_documents_that_only_together_break_a_rule_are_all_rejected(
    loaded: Load, tmp_path: Path, declare: Declare
) -> None:
    declare(gxe.ExpectTableRowCountToBeBetween(max_value=20))
    assert len(come(loaded, OF_2015, OF_2016).verdict.rejected) == 2
    assert [is_passed for _, is_passed, *_ in booked(tmp_path)] == [False, False]


def test_a_bad_document_fails_again_until_a_newer_one_takes_its_place(loaded: Load, declare: Declare) -> None:
    declare(SINCE_2000)
    assert not come(loaded, OF_1900, key="k").verdict.is_passed
    assert not come(loaded, OF_1900, key="k", days=1).verdict.is_passed
    assert come(loaded, OF_2015, key="k", days=2).verdict.is_passed
    assert come(loaded, OF_2015, key="k", days=3).verdict.documents == 0


def test_a_warning_is_told_and_does_not_reject(loaded: Load, declare: Declare) -> None:
    declare(gxe.ExpectColumnValuesToBeBetween(column="year", min_value=2000, severity="warning"))
    verdict = come(loaded, OF_1900).verdict
    assert verdict.is_passed
    (finding,) = [finding for finding in verdict.findings if not finding.is_passed]
    assert finding.is_warning and finding.unexpected_rows == 20


@pytest.mark.parametrize(
    "rule",
    [
        gxe.ExpectColumnValuesToBeBetween(column="jahr", min_value=2000),
        gxe.UnexpectedRowsExpectation(description="it runs", unexpected_rows_query="select jahr from {batch}"),
    ],
    ids=["a column that is not there", "SQL that is wrong"],
)
def test_a_rule_that_cannot_run_is_the_suites_fault_and_rejects_no_document(
    loaded: Load, tmp_path: Path, declare: Declare, rule: Any
) -> None:
    declare(SINCE_2000, rule)
    with pytest.raises(BrokenRuleError, match=r"(?s)the rule '.*' cannot run: .*jahr.*Correct the suite"):
        come(loaded, OF_2015).verdict  # noqa: B018
    assert booked(tmp_path) == []


def test_a_dataset_without_a_suite_is_not_taken_as_passed(tmp_path: Path) -> None:
    with pytest.raises(BrokenRuleError, match=r"nobody__nothing has no suite: expected .*nobody__nothing\.py"):
        validate(tmp_path / "build.duckdb", "nobody__nothing")


def test_a_row_in_quarantine_rejects_unless_the_suite_says_how_much_may_be_left_out(
    loaded: Load, declare: Declare
) -> None:
    declare(SINCE_2000)
    damaged = OF_2015.replace(b",2015,", b",2015-16,", 1)
    assert not come(loaded, damaged).verdict.is_passed
    declare(SINCE_2000, suite="2", LEFT_OUT=Part())
    assert come(loaded, damaged).verdict.is_passed


def test_a_document_without_rows_is_rejected_beside_others_unless_the_suite_says_that_it_may_be_empty(
    loaded: Load, tmp_path: Path, declare: Declare
) -> None:
    declare(SINCE_2000)
    header = BODY.splitlines(keepends=True)[0]
    verdict = come(loaded, OF_2015, header).verdict
    assert [is_passed for _, is_passed, *_ in booked(tmp_path)] == [True, False]
    assert "expected each document has rows" in str(verdict)
    declare(SINCE_2000, suite="2", MAY_BE_EMPTY=True)
    assert come(loaded, OF_2015, header).verdict.is_passed


def test_the_batch_is_the_rows_of_the_named_documents(loaded: Load) -> None:
    warehouse = come(loaded, OF_2015, OF_2016)
    one = warehouse.rows("select document_id from raw.load order by all limit 1")[0][0]
    found = warehouse.rows(f"select distinct document_id from ({batch_query(DATASET.name, [one])})")
    assert found == [(one,)]


def test_an_identifier_that_holds_a_quote_is_never_put_into_sql() -> None:
    with pytest.raises(ValueError, match="not an identifier"):
        quoted(["x'; drop table raw.load; --"])
