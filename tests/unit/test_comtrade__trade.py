"""UN Comtrade: what is asked, which answers are refused, and what a load and its suite make of a wrong one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from warehouses import Load, arrival, fixture, rows_in

from pipelines.settings import Settings
from pipelines.sources.comtrade import TRADE as DATASET
from pipelines.sources.comtrade import check, due, requests
from pipelines.sources.contract import Request
from warehouse.errors import DataError
from warehouse.landing import Arrival
from warehouse.load import Accounts

BODY = fixture(DATASET, "json")
SCOPE = {"freq": ["A"], "reporter": ["392"], "flow": ["M"], "cmd": ["2805"], "period": ["2023"]}
PREVIEW = Request("key", "https://publisher.example", row_cap=500)


def came(body: bytes, row_cap: int | None = 500) -> list[Arrival]:
    return [arrival(DATASET, body, scope=SCOPE, row_cap=row_cap)]


def answer() -> Any:
    return json.loads(BODY)


def body_of(rows: list[dict[str, Any]], **envelope: object) -> bytes:
    return json.dumps({**answer(), "count": len(rows), "data": rows, **envelope}).encode()


def partner(rows: list[dict[str, Any]], code: int) -> dict[str, Any]:
    (row,) = [row for row in rows if row["partnerCode"] == code]
    return row


def with_partner(code: int, **changes: object) -> bytes:
    """The fixture with fields of one partner's row changed."""
    rows = answer()["data"]
    partner(rows, code).update(changes)
    return body_of(rows)


# What is asked


def asked(**overrides: Any) -> list[Request]:
    return list(requests(Settings(reporters=["JPN"], hs_codes=["2805", "2846"], **overrides), "2023"))


def test_the_preview_is_asked_once_per_flow_and_code_below_its_cap() -> None:
    found = asked()
    assert [request.key for request in found] == [
        "A-392-M-2805-2023", "A-392-M-2846-2023", "A-392-X-2805-2023", "A-392-X-2846-2023",
    ]  # fmt: skip
    assert {request.url for request in found} == {"https://comtradeapi.un.org/public/v1/preview/C/A/HS"}
    assert {request.row_cap for request in found} == {500}
    assert found[0].scope == SCOPE


def test_a_key_asks_for_all_codes_at_once_and_is_sent_as_a_header_only() -> None:
    found = asked(keys={"comtrade": "s3cret"}, comtrade_frequencies=["A"])
    assert [request.key for request in found] == ["A-392-M-2805+2846-2023", "A-392-X-2805+2846-2023"]
    assert {request.url for request in found} == {"https://comtradeapi.un.org/data/v1/get/C/A/HS"}
    assert found[0].secrets == {"Ocp-Apim-Subscription-Key": "s3cret"}
    assert "s3cret" not in repr(found[0])
    assert found[0].params["cmdCode"] == "2805,2846"


@pytest.mark.parametrize("keys", [{}, {"comtrade": "s3cret"}])
def test_every_request_pins_the_totals_of_each_detail_dimension(keys: dict[str, str]) -> None:
    for request in asked(keys=keys):
        totals = {name: request.params[name] for name in ("partner2Code", "customsCode", "motCode", "breakdownMode")}
        assert totals == {"partner2Code": "0", "customsCode": "C00", "motCode": "0", "breakdownMode": "classic"}


def test_a_reporter_is_named_by_comtrades_own_code() -> None:
    found = list(requests(Settings(reporters=["USA", "251"], hs_codes=["2846"]), "2023"))
    assert [request.params["reporterCode"] for request in found] == ["842", "842", "251", "251"]


def test_an_unknown_reporter_is_refused_before_any_request_is_made() -> None:
    with pytest.raises(ValidationError, match=r"JAP; expected ISO codes such as JPN"):
        Settings(reporters=["JAP"])


def test_the_years_due_end_with_the_last_one() -> None:
    assert due(Settings(years_back=2)) == [str(datetime.now(UTC).year - back) for back in (2, 1)]


# Which answers are no documents


@pytest.mark.parametrize(
    ("body", "expected", "message"),
    [
        (BODY[: len(BODY) // 2], "a whole JSON answer", "ends or breaks at"),
        (b"<html><title>Maintenance</title></html>", "a whole JSON answer", "ends or breaks at"),
        (b"[1, 2]", "count, data (a list) and error", "list"),
        (b'{"statusCode": 404, "message": "Resource not found"}', "count, data", "an object with statusCode, message"),
        (b'{"count": 0, "data": null, "error": ""}', "data", "an object with count, data, error"),
        (body_of(answer()["data"], error="Invalid period"), "an answer without an error", "Invalid period"),
        (body_of(answer()["data"][:-1], count=12), "count 12 rows", "11 rows"),
    ],
    ids=["cut in half", "HTML", "a list", "an error object", "no list", "an error", "rows missing"],
)
def test_what_is_not_a_whole_answer_is_refused(body: bytes, expected: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        check(body, "UN Comtrade key", PREVIEW)
    assert expected in caught.value.expected
    assert message in caught.value.came
    assert caught.value.where == "UN Comtrade key"


def test_an_answer_as_long_as_the_routes_cap_is_truncated() -> None:
    rows = answer()["data"][:1] * 500
    check(body_of(rows[:499]), "UN Comtrade key", PREVIEW)
    with pytest.raises(DataError, match="fewer than 500 rows, the cap of this route; came truncated: 500 rows"):
        check(body_of(rows), "UN Comtrade key", PREVIEW)


# What becomes of the rows


def test_every_row_is_accepted_under_the_publishers_field_names(loaded: Load) -> None:
    warehouse = loaded(DATASET, came(BODY))
    assert warehouse.accounts == Accounts(documents=1, read=12, accepted=12)
    assert warehouse.rows(
        "select reporterCode, flowCode, cmdCode, period, primaryValue, netWgt, isNetWgtEstimated, partnerDesc "
        "from raw.comtrade__trade where partnerCode = 0"
    ) == [(392, "M", "2805", "2023", Decimal("368418728.416"), Decimal("9984301.497"), True, None)]
    (columns,) = warehouse.rows(
        "select list(column_name order by column_index)[3:] from duckdb_columns() where table_name = 'comtrade__trade'"
    )[0]
    assert columns == [*answer()["data"][0], "unread_fields"]
    assert warehouse.broken_rules == []


def test_an_empty_answer_is_a_document_without_rows_that_passes(loaded: Load) -> None:
    warehouse = loaded(DATASET, came(body_of([])))
    assert warehouse.accounts == Accounts(documents=1)
    assert warehouse.verdict.is_passed and warehouse.verdict.documents == 1


def test_a_number_keeps_every_digit_that_was_delivered(loaded: Load) -> None:
    body = body_of(answer()["data"]).replace(b'"primaryValue": 368418728.416', b'"primaryValue": 987654321098.765')
    warehouse = loaded(DATASET, came(body))
    assert warehouse.rows("select primaryValue from raw.comtrade__trade where partnerCode = 0") == [
        (Decimal("987654321098.765"),)
    ]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"customsCode": "C01"}, "detail by customs procedure"),
        ({"motCode": 2100}, "detail by mode of transport"),
        ({"partner2Code": 842}, "detail by second partner"),
        ({"mosCode": "1"}, "detail by mode of supply"),
    ],
)
def test_a_detail_row_is_excluded_by_its_named_rule(loaded: Load, changes: dict[str, object], rule: str) -> None:
    rows = answer()["data"]
    warehouse = loaded(DATASET, came(body_of([*rows, partner(rows, 156) | changes])))
    assert warehouse.accounts == Accounts(documents=1, read=13, accepted=12, excluded=1)
    assert warehouse.rows("select rule, rows from raw.exclusion") == [(rule, 1)]
    assert warehouse.broken_rules == []


def test_a_text_where_a_number_belongs_is_quarantined_and_fails_the_suite(loaded: Load) -> None:
    warehouse = loaded(DATASET, came(with_partner(156, primaryValue="n.a.", netWgt="1,000")))
    assert warehouse.accounts == Accounts(documents=1, read=12, accepted=11, quarantined=1)
    assert warehouse.rows("select row_number, reason from raw.quarantine") == [
        (1 + [row["partnerCode"] for row in answer()["data"]].index(156), "not a number: netWgt, primaryValue")
    ]
    assert "no row that could not be read (see raw.quarantine)" in warehouse.broken_rules


@pytest.mark.parametrize(
    "field", ["reporterCode", "period", "cmdCode", "flowCode", "customsCode", "motCode", "partner2Code"]
)
def test_a_row_without_a_part_of_its_key_is_quarantined(loaded: Load, field: str) -> None:
    warehouse = loaded(DATASET, came(with_partner(156, **{field: None})))
    assert warehouse.rows("select reason from raw.quarantine") == [("a part of the key is missing",)]


def test_both_of_two_rows_with_one_key_are_quarantined_and_fail_the_suite(loaded: Load) -> None:
    rows = answer()["data"]
    warehouse = loaded(DATASET, came(body_of([*rows, partner(rows, 156) | {"primaryValue": 1.0}])))
    assert warehouse.accounts == Accounts(documents=1, read=13, accepted=11, quarantined=2)
    assert warehouse.rows("select distinct reason from raw.quarantine") == [("the key occurs more than once",)]
    assert "no row that could not be read (see raw.quarantine)" in warehouse.broken_rules


# Which documents are not loaded


def without(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {field: value for field, value in row.items() if field != name}


@pytest.mark.parametrize(
    ("body", "expected", "message"),
    [
        (BODY[: len(BODY) // 2], "a document that DuckDB can read", "Malformed JSON"),
        (b"<html></html>", "a document that DuckDB can read", "Malformed JSON"),
        (b"<html><head><title>Maintenance</title></head></html>", "that DuckDB can read", "Malformed JSON"),
        (b'{"statusCode": 404, "message": "Resource not found"}', "count, data", "count missing, data missing"),
        (b'{"count": 0, "data": {}, "error": ""}', "count, data", "data OBJECT"),
        (body_of(answer()["data"], error="Invalid period"), "an empty error", "error Invalid period"),
        (body_of(answer()["data"][:-1], count=12), "count 12 rows", "11 rows"),
        (body_of([without(row, "netWgt") for row in answer()["data"]]), "the fields of a trade row", "without netWgt"),
        (
            body_of([without(row, "netWgt") | {"netWeight": 1} for row in answer()["data"]]),
            "the fields of a trade row",
            "without netWgt",
        ),
        (
            body_of([without(answer()["data"][0], "motCode"), *answer()["data"][1:]]),
            "the fields of a trade row",
            "without motCode",
        ),
    ],
    ids=[
        "cut",
        "empty HTML",
        "HTML",
        "error object",
        "no list",
        "error",
        "rows missing",
        "column missing",
        "renamed",
        "column missing in one row",
    ],
)
def test_a_document_of_another_shape_is_not_loaded(
    loaded: Load, tmp_path: Path, body: bytes, expected: str, message: str
) -> None:
    with pytest.raises(DataError) as caught:
        loaded(DATASET, came(body))
    assert expected in caught.value.expected
    assert message in caught.value.came
    assert caught.value.where.startswith("comtrade__trade key (document ")
    assert rows_in(tmp_path, "select count(*) from raw.comtrade__trade") == [(0,)]
    assert rows_in(tmp_path, "select count(*) from raw.load") == [(0,)]


def test_a_document_as_long_as_its_cap_is_not_loaded(loaded: Load) -> None:
    with pytest.raises(DataError, match="fewer than 12 rows, the cap of this route; came truncated: 12 rows"):
        loaded(DATASET, came(BODY, row_cap=12))


def test_a_field_that_is_not_known_is_told_and_not_read(loaded: Load) -> None:
    warehouse = loaded(DATASET, came(body_of([row | {"extra": 1} for row in answer()["data"]])))
    assert warehouse.accounts == Accounts(documents=1, read=12, accepted=12)
    assert warehouse.broken_rules == ["no field is left unread"] and warehouse.verdict.is_passed


def test_a_small_row_whose_partner_or_weight_cannot_be_read_is_of_unknown_origin(loaded: Load) -> None:
    smallest = min(answer()["data"], key=lambda row: row["primaryValue"])["partnerCode"]
    for changes, reason in (
        ({"partnerCode": None}, "of unknown origin: no partner"),
        ({"partnerCode": "CHN"}, "of unknown origin: not a number: partnerCode"),
        ({"netWgt": "1,000"}, "of unknown origin: not a number: netWgt"),
    ):
        warehouse = loaded(DATASET, came(with_partner(smallest, **changes)))
        assert warehouse.accounts == Accounts(documents=1, read=12, accepted=11, quarantined=1)
        assert (reason,) in warehouse.rows("select reason from raw.quarantine")
        assert warehouse.verdict.is_passed, str(warehouse.verdict)


# Which loads fail the suite


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (with_partner(156, primaryValue=1, cifvalue=1), "the World row is the sum of the partner rows within 0.1 %"),
        (with_partner(0, partnerCode=4), "each reporter, flow, code and year has one World row"),
        (with_partner(156, reporterCode=156), "each row is of the reporter, flow, code and year that were asked for"),
        (with_partner(156, refYear=2022), "period, refYear and refPeriodId name the same year"),
        (with_partner(156, netWgt=-1), "expect_column_values_to_be_between column netWgt"),
        (with_partner(156, primaryValue=None), "expect_column_values_to_not_be_null column primaryValue"),
        (with_partner(156, classificationCode="S4"), "expect_column_values_to_be_in_set column classificationCode"),
        (
            with_partner(156, cifvalue=1.0),
            "the value is the CIF value of an import or the FOB value, where they are given",
        ),
    ],
    ids=[
        "partners do not add up", "no World row", "another reporter", "another year",
        "negative weight", "no value", "not HS", "neither CIF nor FOB",
    ],
)  # fmt: skip
def test_figures_that_cannot_be_right_fail_the_suite(loaded: Load, body: bytes, rule: str) -> None:
    warehouse = loaded(DATASET, came(body))
    assert warehouse.accounts.accepted == 12
    assert rule in warehouse.broken_rules
    assert not warehouse.verdict.is_passed


def test_rounding_within_a_thousandth_of_the_world_row_passes(loaded: Load) -> None:
    value = partner(answer()["data"], 156)["primaryValue"] + 1000.0
    warehouse = loaded(DATASET, came(with_partner(156, primaryValue=value, cifvalue=value)))
    assert warehouse.broken_rules == []
