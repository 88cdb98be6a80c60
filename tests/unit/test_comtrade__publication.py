"""The log of UN Comtrade's publications: loading it, and what is wrong with a wrong one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from warehouses import Load, arrival, fixture

from pipelines.settings import Settings
from pipelines.sources.comtrade_lists import PUBLICATION as DATASET
from warehouse.errors import DataError
from warehouse.landing import Arrival
from warehouse.load import Accounts

BODY = fixture(DATASET, "json")


def came(body: bytes) -> list[Arrival]:
    return [arrival(DATASET, body, scope={"freq": ["A"], "reporter": ["156"]})]


def with_note(**changes: object) -> bytes:
    """The fixture with fields of the newest note changed."""
    answer: Any = json.loads(BODY)
    answer["data"][-1]["notes"][-1].update(changes)
    return json.dumps(answer).encode()


def test_one_request_asks_for_the_notes_of_all_periods() -> None:
    (request,) = DATASET.requests(Settings(reporters=["CHN"]), None)
    assert (request.key, dict(request.params)) == ("A-156", {"reporterCode": "156"})
    assert request.url.endswith("/public/v1/getMetadata/C/A/HS")


def test_each_note_is_a_row_so_that_revisions_are_told_apart(loaded: Load) -> None:
    warehouse = loaded(DATASET, came(BODY))
    assert warehouse.accounts == Accounts(documents=1, read=9, accepted=9)
    assert warehouse.rows(
        "select period, cast(publicationDate as date)::varchar, split_part(publicationNote, ':', 1), importConvFactor "
        "from raw.comtrade__publication where period >= 2022 order by publicationDate"
    ) == [
        (2022, "2023-04-05", "New Data", 1),
        (2022, "2023-12-18", "Revised Data", 1),
        (2023, "2024-04-07", "New Data", 1),
        (2024, "2025-06-14", "New Data", 1),
        (2024, "2025-07-04", "Specific revision", 1),
    ]
    assert warehouse.broken_rules == []


def test_the_whole_recorded_log_of_china_loads(loaded: Load, shared_data: Any) -> None:
    path = shared_data / "comtrade" / "preview_china_2846_1993_2024" / "publication_metadata.json"
    warehouse = loaded(DATASET, came(path.read_bytes()))
    assert warehouse.accounts == Accounts(documents=1, read=36, accepted=36)
    assert warehouse.broken_rules == []


def test_no_notes_are_a_document_without_rows(loaded: Load) -> None:
    empty = b'{"elapsedTime":"0.1 secs","count":0,"data":[],"error":""}'
    warehouse = loaded(DATASET, came(empty))
    assert warehouse.accounts == Accounts(documents=1)
    assert warehouse.verdict.is_passed


def test_an_answer_without_notes_is_refused() -> None:
    body = b'{"count":1,"data":[{"datasetCode":1,"reporterCode":156,"period":2022}],"error":""}'
    with pytest.raises(DataError, match="a row without notes"):
        DATASET.check(body, "UN Comtrade", None)


def test_a_new_field_of_a_note_is_not_loaded(loaded: Load) -> None:
    with pytest.raises(DataError, match="unknown more"):
        loaded(DATASET, came(with_note(more=1)))


def test_a_factor_that_is_no_number_is_quarantined(loaded: Load) -> None:
    warehouse = loaded(DATASET, came(with_note(importConvFactor="one")))
    assert warehouse.rows("select reason from raw.quarantine") == [("not of its type: importConvFactor",)]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"publicationDateShort": "2025-07-05"}, "the short date is the day of the publication"),
        ({"importValuation": "EXW"}, "expect_column_values_to_be_in_set column importValuation"),
        ({"reporterCode": 9999}, "expect_column_values_to_be_in_set column reporterCode"),
    ],
)
def test_a_note_that_cannot_be_right_fails_the_suite(loaded: Load, changes: dict[str, object], rule: str) -> None:
    assert loaded(DATASET, came(with_note(**changes))).broken_rules == [rule]
