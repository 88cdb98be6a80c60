"""HMRC's Overseas Trade Statistics: what is asked, what an answer becomes, and each way in which it goes wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from faults.server import Loopback, Reply

from expectations.run import validate
from pipelines.asking.bring import Brought, bring
from pipelines.http.client import POLICIES, FetchError, Policy
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources import hmrc as source
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts, load_pending, open_books
from warehouse.store import connect

DATASET = source.TRADE
FIXTURES = PROJECT_ROOT / "tests" / "fixtures" / "hmrc"
FIXTURE = FIXTURES / f"{DATASET.name}.json"
RAW = f"raw.{DATASET.name}"
PAGES = [Reply((FIXTURES / f"page_{number}.json").read_bytes()) for number in (1, 2)]
FORBIDDEN = Reply((FIXTURES / "ip_forbidden.html").read_bytes(), status=403, headers={"Content-Type": "text/html"})


def settings(folder: Path, **more: Any) -> Settings:
    return Settings(data_dir=folder, refresh_window_hours=0, **{"hs_codes": ["2846"], **more})


def arrival(body: bytes, key: str = "2846-2024") -> Arrival:
    return Arrival(
        dataset=DATASET.name,
        key=key,
        body=body,
        retrieved_at=datetime(2026, 11, 21, tzinfo=UTC),
        url="https://api.uktradeinfo.com/OTS",
        publisher=DATASET.publisher,
        licence=DATASET.licence,
        partition="2024",
        scope={"commodity": ["2846"], "year": ["2024"]},
        kind="composed",
    )


def load(folder: Path, *arrived: Arrival) -> Accounts:
    landing = Landing(folder / "landing")
    for one in arrived:
        landing.land(one)
    with connect(folder / "build.duckdb") as con:
        open_books(con, landing)
        return load_pending(con, landing, DATASET.name, DATASET.encoding, folder / "scratch")


def rows(folder: Path, query: str) -> list[Any]:
    with connect(folder / "build.duckdb") as con:
        return con.execute(query).fetchall()


def changed(old: str, new: str) -> Arrival:
    """The fixture with one text replaced where it first occurs."""
    text = FIXTURE.read_text()
    assert old in text
    return arrival(text.replace(old, new, 1).encode())


def broken_rules(folder: Path) -> list[str]:
    verdict = validate(folder / "build.duckdb", DATASET.name)
    return [finding.rule for finding in verdict.findings if not finding.is_passed]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Any:
    retried = POLICIES[DATASET.source].retried
    monkeypatch.setitem(POLICIES, DATASET.source, Policy(per_second=1000, retries=2, backoff_s=0.01, retried=retried))
    with Loopback() as loopback:
        yield loopback


def fetch(folder: Path, server: Loopback, *replies: Reply) -> Brought:
    """The year 2024, asked for without looking first whether there is anything new."""
    server.serve("/OTS", *replies)
    return bring(
        replace(DATASET, releases=None),
        ["2024"],
        mode="live",
        settings=settings(folder, base_urls={"hmrc": server.url}),
    )


def test_a_heading_of_a_year_is_one_request_for_a_range_of_numbers(tmp_path: Path) -> None:
    (request,) = source.requests(settings(tmp_path), "2024")
    assert request.params == {
        "$filter": "(CommodityId ge 28460000 and CommodityId le 28469999) and MonthId ge 202401 and MonthId le 202412",
        "$expand": "Country",
    }
    assert (request.key, request.scope["commodity"]) == ("2846-2024", ["2846"])


def test_leading_zeros_are_left_out_of_the_range(tmp_path: Path) -> None:
    (request,) = source.requests(settings(tmp_path, hs_codes=["010121"]), "2024")
    assert request.params["$filter"].startswith("(CommodityId ge 1012100 and CommodityId le 1012199)")


def test_codes_below_a_watched_heading_are_not_asked_for_again() -> None:
    assert source.headings(["2805", "2846", "280530", "284610", "850511", "2846"]) == ["2805", "2846", "850511"]


def test_every_row_is_accepted_but_negative_commodities_are_excluded_by_name(tmp_path: Path) -> None:
    accounts = load(tmp_path, arrival(FIXTURE.read_bytes()))
    assert accounts == Accounts(documents=1, read=8, accepted=7, excluded=1)
    assert rows(tmp_path, "select rule from raw.exclusion") == [
        ("sum of trade below the threshold or of unknown commodity",)
    ]
    assert rows(
        tmp_path,
        f"select countryid, countrycodealpha, value, netmass from {RAW} where row_number in (6, 7) order by row_number",
    ) == [
        (None, None, Decimal("64000.000"), None),
        (98, "XS", Decimal("0.000"), Decimal("0.000")),
    ]
    assert broken_rules(tmp_path) == []


def test_pages_are_followed_on_the_host_that_was_asked(tmp_path: Path, server: Loopback) -> None:
    assert fetch(tmp_path, server, *PAGES).seen == 2
    first, second = (seen.target for seen in server.seen("/OTS"))
    assert "skip" not in first
    assert "%24skip=4" in second
    assert "%24expand=Country" in second
    entries = list(Landing(tmp_path / "landing").entries(DATASET.name))
    assert [(entry["key"], entry["scope"]["commodity"]) for entry in entries] == [
        ("2846-2024", ["2846"]),
        ("2846-2024-page-2", ["2846"]),
    ]
    assert load(tmp_path) == Accounts(documents=2, read=8, accepted=7, excluded=1)
    assert rows(tmp_path, f"select page, has_next_page, count(*) from {RAW} group by all order by all") == [
        (1, True, 4),
        (2, False, 3),
    ]
    assert broken_rules(tmp_path) == []


def test_an_intermittent_403_is_asked_again(tmp_path: Path, server: Loopback) -> None:
    assert fetch(tmp_path, server, FORBIDDEN, Reply(FIXTURE.read_bytes())).seen == 1
    assert len(server.seen("/OTS")) == 2


def test_a_403_that_stays_is_an_error(tmp_path: Path, server: Loopback) -> None:
    with pytest.raises(FetchError, match="403"):
        fetch(tmp_path, server, FORBIDDEN)
    assert list(Landing(tmp_path / "landing").entries(DATASET.name)) == []


def test_no_page_lands_when_the_second_is_an_error_at_status_200(tmp_path: Path, server: Loopback) -> None:
    with pytest.raises(DataError, match="the error"):
        fetch(tmp_path, server, PAGES[0], Reply(b'{"error":{"code":"","message":"The query is not valid."}}'))
    assert list(Landing(tmp_path / "landing").entries(DATASET.name)) == []


def test_an_empty_answer_keeps_what_was_asked(tmp_path: Path, server: Loopback) -> None:
    fetch(tmp_path, server, Reply(b'{"@odata.context":"","value":[]}'))
    (entry,) = Landing(tmp_path / "landing").entries(DATASET.name)
    assert (entry["scope"]["commodity"], entry["kind"]) == (["2846"], "raw")
    assert load(tmp_path) == Accounts(documents=1)
    assert broken_rules(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "came"),
    [
        ('"NetMass"', '"NetWeight"', "NetWeight"),
        ('"value":', '"values":', "value"),
        ('"Country":{', '"Land":{', "Land"),
    ],
)
def test_another_layout_is_not_loaded(tmp_path: Path, old: str, new: str, came: str) -> None:
    broken = changed(old, new)
    with pytest.raises(DataError, match=came):
        load(tmp_path, broken)
    with pytest.raises(DataError, match=came):
        source.check(broken.body, "HMRC", None)
    assert rows(tmp_path, f"select count(*) from {RAW}") == [(0,)]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"Value":120000.0', '"Value":"a lot"', "not a number: Value"),
        ('"MonthId":202401', '"MonthId":null', "a part of the key is missing"),
        ('"CountryCodeAlpha":"CN"', '"CountryCodeAlpha":null', "of unknown origin: a country without its letters"),
    ],
)
def test_a_row_that_cannot_be_read_is_quarantined_and_fails_the_suite(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    assert load(tmp_path, changed(old, new)).quarantined == 1
    assert rows(tmp_path, "select reason from raw.quarantine") == [(reason,)]
    assert [rule for rule in broken_rules(tmp_path) if rule.startswith(("no row that could not be read", "at most 5%"))]


def test_both_of_two_rows_with_one_key_are_quarantined(tmp_path: Path) -> None:
    load(tmp_path, changed('"PortId":47', '"PortId":31'))
    assert rows(tmp_path, "select reason from raw.quarantine") == [("the key occurs more than once",)] * 2


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('"FlowTypeId":4', '"FlowTypeId":5', "expect_column_values_to_be_in_set column flowtypeid"),
        (
            '"SuppressionIndex":2',
            '"SuppressionIndex":0',
            "a row without country or without value is marked as suppressed",
        ),
        (
            '"CommodityId":28469090',
            '"CommodityId":28479090',
            "each row is of the commodities and the year that were asked for",
        ),
        ('"MonthId":202402', '"MonthId":202302', "each row is of the commodities and the year that were asked for"),
        ('"Value":800.0', '"Value":-800.0', "expect_column_values_to_be_between column value"),
    ],
)
def test_a_value_that_would_make_a_number_wrong_fails_the_suite(tmp_path: Path, old: str, new: str, rule: str) -> None:
    load(tmp_path, changed(old, new))
    assert rule in broken_rules(tmp_path)
