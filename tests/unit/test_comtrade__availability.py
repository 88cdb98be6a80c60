"""What UN Comtrade has: loading the list, and what is wrong with a wrong one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from warehouses import Load, arrival, fixture

from pipelines.settings import Settings
from pipelines.sources.comtrade_lists import AVAILABILITY as DATASET
from pipelines.sources.contract import Request
from warehouse.errors import DataError
from warehouse.landing import Arrival
from warehouse.load import Accounts

BODY = fixture(DATASET, "json")
SCOPE = {"freq": ["A"], "reporter": ["156", "392"]}


def came(body: bytes) -> list[Arrival]:
    return [arrival(DATASET, body, scope=SCOPE)]


def body_of(rows: list[dict[str, Any]]) -> bytes:
    return json.dumps({**json.loads(BODY), "count": len(rows), "data": rows}).encode()


def with_first(**changes: object) -> bytes:
    first, *others = json.loads(BODY)["data"]
    return body_of([first | changes, *others])


def asked(**overrides: Any) -> list[Request]:
    return list(DATASET.requests(Settings(reporters=["CHN", "JPN"], **overrides), None))


def test_one_request_asks_for_all_periods_of_all_reporters() -> None:
    (request,) = asked()
    assert request.key == "A-156+392"
    assert request.url == "https://comtradeapi.un.org/public/v1/getDA/C/A/HS"
    assert dict(request.params) == {"reporterCode": "156,392"}


def test_the_list_needs_no_key_and_is_sent_none() -> None:
    found = asked(keys={"comtrade": "s3cret"})
    assert [request.key for request in found] == ["A-156+392", "M-156+392"]
    assert all(not request.secrets and "/public/" in request.url for request in found)


def test_times_with_seven_digits_of_a_second_are_read(loaded: Load) -> None:
    warehouse = loaded(DATASET, came(BODY))
    assert warehouse.accounts == Accounts(documents=1, read=5, accepted=5)
    assert warehouse.rows(
        "select period, datasetCode, datasetChecksum, firstReleased::varchar, lastReleased::varchar "
        "from raw.comtrade__availability where reporterCode = 156 and period = 2022"
    ) == [
        (
            2022,
            20156202201202100,
            -1496337187,
            "2023-04-05 18:16:42.205754",
            "2023-12-18 21:57:34.916666",
        )
    ]
    assert warehouse.broken_rules == []


def test_nothing_available_is_a_document_without_rows(loaded: Load) -> None:
    warehouse = loaded(DATASET, came(body_of([])))
    assert warehouse.accounts == Accounts(documents=1)
    assert warehouse.verdict.is_passed


def test_an_annual_list_without_any_data_set_is_refused_before_it_lands() -> None:
    annual, monthly = asked(comtrade_frequencies=["A", "M"])
    with pytest.raises(DataError, match=r"data sets of the reporters .*; came an empty list"):
        DATASET.check(body_of([]), "UN Comtrade", annual)
    DATASET.check(body_of([]), "UN Comtrade", monthly)


def test_rows_of_trade_are_no_list_of_data_sets() -> None:
    with pytest.raises(DataError, match="a row without datasetChecksum, datasetCode, lastReleased"):
        DATASET.check(body_of([{"reporterCode": 392, "period": "2023"}]), "UN Comtrade", None)


@pytest.mark.parametrize(
    ("row", "message"),
    [({"datasetChecksum": None, "more": 1}, "unknown more"), ({}, "without")],
    ids=["a new field", "no field"],
)
def test_a_list_of_other_fields_is_not_loaded(loaded: Load, row: dict[str, object], message: str) -> None:
    rows = [(old | row if row else {"datasetCode": 1}) for old in json.loads(BODY)["data"]]
    with pytest.raises(DataError, match=message):
        loaded(DATASET, came(body_of(rows)))


def test_a_time_that_is_none_is_quarantined(loaded: Load) -> None:
    warehouse = loaded(DATASET, came(with_first(lastReleased="soon")))
    assert warehouse.accounts == Accounts(documents=1, read=5, accepted=4, quarantined=1)
    assert warehouse.rows("select reason from raw.quarantine") == [("not of its type: lastReleased",)]


def test_both_of_two_rows_of_one_data_set_are_quarantined(loaded: Load) -> None:
    rows = json.loads(BODY)["data"]
    warehouse = loaded(DATASET, came(body_of([*rows, rows[0]])))
    assert warehouse.rows("select reason from raw.quarantine") == [("the key occurs more than once",)] * 2


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"period": 202201}, "the period is a year, or a month where the data are monthly"),
        ({"lastReleased": "2020-01-01T00:00:00"}, "no data set was last released before it was first released"),
        ({"reporterCode": 842}, "each data set is of a reporter and frequency that were asked for"),
        ({"reporterCode": 9999}, "expect_column_values_to_be_in_set column reporterCode"),
        ({"classificationCode": "S4"}, "expect_column_values_to_be_in_set column classificationCode"),
        ({"datasetChecksum": None}, "expect_column_values_to_not_be_null column datasetChecksum"),
    ],
)
def test_a_data_set_that_cannot_be_right_fails_the_suite(loaded: Load, changes: dict[str, object], rule: str) -> None:
    assert rule in loaded(DATASET, came(with_first(**changes))).broken_rules
