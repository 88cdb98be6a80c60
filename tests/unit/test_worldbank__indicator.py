"""World Bank indicators: loading a page, its errors that come with HTTP 200, and pages after the first."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from expectations.run import validate
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.worldbank import GDP
from pipelines.sources.worldbank import INDICATOR as DATASET
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts, load_pending, open_books
from warehouse.store import connect

FOLDER = PROJECT_ROOT / "tests" / "fixtures" / "worldbank"
FIXTURE = FOLDER / f"{DATASET.name}.json"
GOVERNANCE = FOLDER / f"{DATASET.name}.governance.json"
RULE_OF_LAW = "GOV_WGI_RL.EST"
RAW = f"raw.{DATASET.name}"

INVALID = [{"message": [{"id": "120", "key": "Invalid value", "value": "The provided parameter value is not valid"}]}]
DELETED = [
    {
        "message": [
            {
                "id": "175",
                "key": "Invalid format",
                "value": "The indicator was not found. It may have been deleted or archived.",
            }
        ]
    }
]
EMPTY = [{"page": 0, "pages": 0, "per_page": 0, "total": 0, "sourceid": None, "lastupdated": None}, None]


def load(folder: Path, body: bytes, indicator: str = GDP) -> Accounts:
    landing = Landing(folder / "landing")
    landing.land(
        Arrival(
            dataset=DATASET.name,
            key=indicator,
            body=body,
            retrieved_at=datetime(2026, 11, 21, tzinfo=UTC),
            url="https://api.worldbank.org",
            publisher=DATASET.publisher,
            licence=DATASET.licence,
            scope={"indicator": [indicator]},
        )
    )
    with connect(folder / "build.duckdb") as con:
        open_books(con, landing)
        return load_pending(con, landing, DATASET.name, DATASET.encoding, folder / "scratch")


def rows(folder: Path, query: str) -> list[Any]:
    with connect(folder / "build.duckdb") as con:
        return con.execute(query).fetchall()


def changed(old: str, new: str, fixture: Path = FIXTURE) -> bytes:
    """A fixture with one text replaced where it first occurs."""
    text = fixture.read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1).encode()


def page(**head: object) -> bytes:
    """The fixture with other page numbers."""
    answer = json.loads(FIXTURE.read_bytes())
    return json.dumps([answer[0] | head, answer[1]]).encode()


def broken_rules(folder: Path) -> list[str]:
    verdict = validate(folder / "build.duckdb", DATASET.name)
    return [finding.rule for finding in verdict.findings if not finding.is_passed]


def test_a_page_of_gdp_is_accepted_with_all_its_digits(tmp_path: Path) -> None:
    assert load(tmp_path, FIXTURE.read_bytes()) == Accounts(documents=1, read=12, accepted=12)
    published = json.loads(FIXTURE.read_bytes(), parse_float=Decimal)[1]
    loaded = rows(tmp_path, f"select countryiso3code, date, value from {RAW} order by row_number")
    assert [(row["countryiso3code"], row["date"]) for row in published] == [row[:2] for row in loaded]
    assert [row["value"] and Decimal(row["value"]) for row in published] == [row[2] for row in loaded]
    assert rows(tmp_path, f"select distinct sourceid, cast(lastupdated as varchar) from {RAW}") == [("2", "2026-09-25")]
    assert broken_rules(tmp_path) == []


def test_a_page_of_governance_keeps_areas_without_a_code_and_years_without_a_value(tmp_path: Path) -> None:
    assert load(tmp_path, GOVERNANCE.read_bytes(), RULE_OF_LAW).accepted == 5
    query = f"select country_value from {RAW} where countryiso3code = ''"
    assert rows(tmp_path, query) == [("Taiwan, China",)]
    assert rows(tmp_path, f"select count(*) from {RAW} where value is null") == [(2,)]
    assert broken_rules(tmp_path) == []


def test_the_real_answer_loads_whole(shared_data: Path, tmp_path: Path) -> None:
    cached = json.loads((shared_data / "worldbank" / "wdi_NY.GDP.MKTP.CD.json").read_bytes())
    head = {"page": 1, "pages": 1, "per_page": 20000, "total": len(cached), "sourceid": "2", "lastupdated": None}
    body = json.dumps([head, cached]).encode()
    DATASET.check(body, "here", None)
    assert load(tmp_path, body) == Accounts(documents=1, read=897, accepted=897)
    assert broken_rules(tmp_path) == []


@pytest.mark.parametrize(
    ("answer", "came"),
    [
        (INVALID, "error 120, Invalid value: The provided parameter value is not valid"),
        (DELETED, "error 175, Invalid format: The indicator was not found"),
        (EMPTY, r"an answer without any \(total 0\)"),
        ({"error": "no"}, "dict"),
        ([], "list"),
    ],
)
def test_an_error_at_status_200_is_refused_and_told(tmp_path: Path, answer: object, came: str) -> None:
    with pytest.raises(DataError, match=came):
        DATASET.check(json.dumps(answer).encode(), "here", None)
    with pytest.raises(DataError):
        load(tmp_path, json.dumps(answer).encode())
    assert rows(tmp_path, f"select count(*) from {RAW}") == [(0,)]


def test_an_error_in_xml_with_a_byte_order_mark_is_refused_and_told() -> None:
    body = (
        b'\xef\xbb\xbf<?xml version="1.0"?><wb:error><wb:message id="105">Service unavailable</wb:message></wb:error>'
    )
    with pytest.raises(DataError, match=r"one in XML: .*Service unavailable"):
        DATASET.check(body, "here", None)


def test_an_answer_that_breaks_off_is_refused() -> None:
    with pytest.raises(DataError, match="text that ends or breaks"):
        DATASET.check(FIXTURE.read_bytes()[:-20], "here", None)


def test_a_page_with_fewer_rows_than_it_says_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="13 rows on page 1 of 1, 13 in all; came 12 rows"):
        DATASET.check(page(total=13), "here", None)
    with pytest.raises(DataError, match="came 12 rows"):
        load(tmp_path, page(total=13))


def test_the_next_page_is_asked_for_until_the_last() -> None:
    first = next(iter(DATASET.requests(Settings(), None)))
    assert DATASET.more is not None
    second = DATASET.more(page(pages=3), first)
    assert second is not None
    assert (second.key, second.params["page"]) == ("NY.GDP.MKTP.CD-page-2", "2")
    third = DATASET.more(page(pages=3, page=2), second)
    assert third is not None
    assert (third.key, third.params["page"]) == ("NY.GDP.MKTP.CD-page-3", "3")
    assert DATASET.more(page(pages=3, page=3), third) is None


def test_another_page_or_indicator_than_the_one_asked_for_is_refused() -> None:
    gdp, governance, *_ = DATASET.requests(Settings(), None)
    DATASET.check(FIXTURE.read_bytes(), "here", gdp)
    with pytest.raises(DataError, match=r"page 1 of GOV_WGI_VA.EST; came page 1 of NY.GDP.MKTP.CD"):
        DATASET.check(FIXTURE.read_bytes(), "here", governance)
    with pytest.raises(DataError, match=r"page 1 of NY.GDP.MKTP.CD; came page 2"):
        DATASET.check(page(page=2, pages=2, per_page=12, total=24), "here", gdp)


def test_governance_is_asked_for_under_its_new_codes_and_source() -> None:
    asked = {request.key: request for request in DATASET.requests(Settings(), None)}
    assert list(asked) == [GDP, *(f"GOV_WGI_{d}.EST" for d in ("VA", "PV", "GE", "RQ", "RL", "CC"))]
    assert asked[RULE_OF_LAW].params["source"] == "3"
    assert "source" not in asked[GDP].params
    assert asked[GDP].url == "https://api.worldbank.org/v2/country/all/indicator/NY.GDP.MKTP.CD"


def test_a_field_with_another_name_is_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="rows with the fields"):
        load(tmp_path, changed('"obs_status"', '"observation_status"'))


def test_a_value_that_is_no_number_is_quarantined(tmp_path: Path) -> None:
    value = json.loads(FIXTURE.read_bytes(), parse_float=str)[1][1]["value"]
    assert load(tmp_path, changed(f'"value": {value}', '"value": "about 17 trillion"')).quarantined == 1
    assert "no row that could not be read (see raw.quarantine)" in broken_rules(tmp_path)


def test_a_score_up_to_100_in_place_of_an_estimate_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, changed("1.5355393886566162", "91.5", GOVERNANCE), RULE_OF_LAW)
    assert broken_rules(tmp_path) == ["estimates of governance are within 4 standard deviations"]


def test_an_unknown_area_is_a_warning_only(tmp_path: Path) -> None:
    load(tmp_path, changed('"CHN"', '"QQQ"'))
    verdict = validate(tmp_path / "build.duckdb", DATASET.name)
    assert verdict.is_passed
    assert [f.rule for f in verdict.findings if not f.is_passed] == ["each economy or aggregate is a known one"]


def test_rows_of_another_indicator_fail_the_suite(tmp_path: Path) -> None:
    load(tmp_path, FIXTURE.read_bytes(), RULE_OF_LAW)
    assert broken_rules(tmp_path) == ["each row is of the indicator that was asked for"]
