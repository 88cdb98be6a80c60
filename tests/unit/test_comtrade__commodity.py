"""UN Comtrade's HS codes: loading the list, and what is wrong with a wrong one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from warehouses import Load, arrival, fixture

from pipelines.settings import Settings
from pipelines.sources.comtrade_lists import COMMODITY as DATASET
from warehouse.errors import DataError
from warehouse.load import Accounts

BODY = fixture(DATASET, "json")


def with_last(**changes: object) -> bytes:
    answer: Any = json.loads(BODY.decode("utf-8-sig"))
    answer["results"][-1].update(changes)
    return json.dumps(answer).encode()


def test_the_list_is_one_request_without_a_key() -> None:
    (request,) = DATASET.requests(Settings(), None)
    assert request.url == "https://comtradeapi.un.org/files/v1/app/reference/HS.json"


def test_every_code_keeps_its_digits_and_its_level(loaded: Load) -> None:
    DATASET.check(BODY, "UN Comtrade", None)
    warehouse = loaded(DATASET, [arrival(DATASET, BODY)])
    assert warehouse.accounts == Accounts(documents=1, read=8, accepted=8)
    assert warehouse.rows(
        "select id, parent, isLeaf, aggrLevel from raw.comtrade__commodity where id in ('TOTAL', '284610') order by id"
    ) == [("284610", "2846", "1", 6), ("TOTAL", "#", "0", 0)]
    assert warehouse.broken_rules == []


def test_a_list_with_a_new_field_is_not_loaded(loaded: Load) -> None:
    with pytest.raises(DataError, match="unknown more"):
        loaded(DATASET, [arrival(DATASET, with_last(more=1))])


def test_both_of_two_rows_of_one_code_are_quarantined(loaded: Load) -> None:
    warehouse = loaded(DATASET, [arrival(DATASET, with_last(id="284610"))])
    assert warehouse.rows("select reason from raw.quarantine") == [("the key occurs more than once",)] * 2


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"id": "2846900", "aggrLevel": 7}, "a code has two, four or six digits, or is a total"),
        ({"aggrLevel": 4}, "the digits of a code are its level"),
        ({"parent": "2847"}, "the code above is in the list"),
    ],
)
def test_a_code_that_cannot_be_right_fails_the_suite(loaded: Load, changes: dict[str, object], rule: str) -> None:
    assert loaded(DATASET, [arrival(DATASET, with_last(**changes))]).broken_rules == [rule]
