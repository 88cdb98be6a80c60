"""UN Comtrade over a refresh: the months, what is not asked for twice, and answers that are cut off."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from faults.server import Loopback, Reply, Seen
from warehouses import Load, arrival, fixture

from pipelines.asking.bring import Brought, bring
from pipelines.http.client import POLICIES, FetchError, Policy
from pipelines.settings import Settings
from pipelines.sources import comtrade
from pipelines.sources.comtrade import TRADE, due, parts, release, requests
from pipelines.sources.comtrade_answer import check, sendable
from pipelines.sources.comtrade_lists import AVAILABILITY
from pipelines.sources.contract import CappedError, Request
from warehouse.errors import DataError
from warehouse.landing import Landing

PREVIEW, LISTED, KEYED = "/public/v1/preview/C/A/HS", "/public/v1/getDA/C/A/HS", "/data/v1/get/C/A/HS"
ROW = json.loads(fixture(TRADE, "json"))["data"][0]
DATA_SET = json.loads(fixture(AVAILABILITY, "json"))["data"][3]  # Japan, 2023


def envelope(rows: list[dict[str, Any]], elapsed: str = "0.1 secs") -> Reply:
    return Reply(json.dumps({"elapsedTime": elapsed, "count": len(rows), "data": rows, "error": ""}).encode())


def settings_of(folder: Path, server: Loopback | None = None, **overrides: Any) -> Settings:
    base_urls = {"comtrade": server.url} if server else {}
    defaults = {"reporters": ["JPN"], "hs_codes": ["2805", "2846"], "refresh_window_hours": 0}
    return Settings(**{"data_dir": folder, "base_urls": base_urls, **defaults, **overrides})


def refresh(settings: Settings) -> Brought:
    return bring(TRADE, ["2023"], mode="live", settings=settings)


def landed(folder: Path) -> list[str]:
    return sorted({entry["key"] for entry in Landing(folder / "landing").entries(TRADE.name)})


def query(seen: Seen) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(seen.target).query).items()}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("comtrade", "comtrade_keyed"):
        monkeypatch.setitem(POLICIES, name, Policy(per_second=1000, retries=0))


# The months


def test_the_months_of_a_year_are_one_request_under_the_years_key(tmp_path: Path) -> None:
    found = list(requests(settings_of(tmp_path, hs_codes=["2846"], comtrade_frequencies=["M"]), "2023"))
    assert [request.key for request in found] == ["M-392-M-2846-2023", "M-392-X-2846-2023"]
    assert found[0].url.endswith("/public/v1/preview/C/M/HS")
    assert found[0].params["period"].split(",") == [f"2023{month:02d}" for month in range(1, 13)]
    assert found[0].scope["period"] == found[0].params["period"].split(",")


@pytest.mark.parametrize(("keys", "expected"), [({}, ["A"]), ({"comtrade": "s3cret"}, ["A", "M"])])
def test_months_are_asked_for_with_a_key_unless_the_setting_says_otherwise(
    tmp_path: Path, keys: dict[str, str], expected: list[str]
) -> None:
    asked = {request.key[0] for request in requests(settings_of(tmp_path, keys=keys), "2023")}
    assert sorted(asked) == expected
    only_annual = settings_of(tmp_path, keys=keys, comtrade_frequencies=["A"])
    assert {request.key[0] for request in requests(only_annual, "2023")} == {"A"}


def test_this_year_is_due_for_its_months_and_asked_for_those_that_are_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return cls(2026, 3, 2, tzinfo=UTC)

    monkeypatch.setattr(comtrade, "datetime", Clock)
    both = settings_of(tmp_path, years_back=1, comtrade_frequencies=["A", "M"])
    assert due(both) == ["2025", "2026"]
    assert {request.params["period"] for request in requests(both, "2026")} == {"202601,202602"}


def test_a_load_of_months_passes_the_suite_and_an_annual_period_among_them_does_not(loaded: Load) -> None:
    rows = [
        {**row, "freqCode": "M", "period": "202305", "refMonth": 5, "refPeriodId": 20230501}
        for row in json.loads(fixture(TRADE, "json"))["data"]
    ]
    scope = {"freq": ["M"], "reporter": ["392"], "flow": ["M"], "cmd": ["2805"], "period": ["202305", "2023"]}
    assert loaded(TRADE, [arrival(TRADE, envelope(rows).body, scope=scope)]).broken_rules == []
    years = [{**row, "period": "2023"} for row in rows]
    broken = loaded(TRADE, [arrival(TRADE, envelope(years).body, scope=scope, key="other")]).broken_rules
    assert broken == ["the period is a year, with refMonth 52, or a month where the data are monthly"]


# Only what is new


def test_a_second_refresh_with_nothing_new_sends_one_small_request(tmp_path: Path) -> None:
    with Loopback() as server:
        server.serve(LISTED, envelope([DATA_SET]), envelope([DATA_SET], "0.2 secs"))
        server.serve(PREVIEW, envelope([ROW]))
        assert refresh(settings_of(tmp_path, server)).seen == 4
        server.forget()
        assert refresh(settings_of(tmp_path, server)) == Brought([], 0, [])
        assert [urlsplit(seen.target).path for seen in server.seen()] == [LISTED]
    entry = Landing(tmp_path / "landing").newest(TRADE.name, "A-392-M-2805-2023")
    assert entry["released_at"] == DATA_SET["lastReleased"]
    assert entry["revision"] == "20392202301202100:1877245120:2024-08-30T15:56:35.4"


@pytest.mark.parametrize("changed", [{"datasetChecksum": 1}, {"lastReleased": "2025-01-01T00:00:00"}])
def test_a_revision_is_asked_for_and_lands_once_even_if_the_figures_stay(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    with Loopback() as server:
        server.serve(LISTED, envelope([DATA_SET]), envelope([{**DATA_SET, **changed}]))
        server.serve(PREVIEW, envelope([ROW]), envelope([ROW], "0.7 secs"))
        assert len(refresh(settings_of(tmp_path, server)).new) == 4
        assert refresh(settings_of(tmp_path, server)) == Brought(["2023"], 4, [])
        server.forget()
        refresh(settings_of(tmp_path, server))
        assert len(server.seen(PREVIEW)) == 0


def test_a_period_that_is_not_published_is_not_asked_for(tmp_path: Path) -> None:
    with Loopback() as server:
        server.serve(LISTED, envelope([{**DATA_SET, "period": 2022}]))
        assert refresh(settings_of(tmp_path, server)).seen == 0
        assert server.seen(PREVIEW) == []


@pytest.mark.parametrize(
    "listed", [Reply(status=500), Reply(b'{"statusCode": 404, "message": "Resource not found"}'), envelope([ROW])]
)
def test_without_a_list_of_releases_everything_due_is_asked_for(tmp_path: Path, listed: Reply) -> None:
    with Loopback() as server:
        server.serve(LISTED, listed)
        server.serve(PREVIEW, envelope([ROW]))
        assert refresh(settings_of(tmp_path, server)).seen == 4


def test_a_year_of_months_is_asked_for_again_when_one_month_is_added() -> None:
    (request,) = list(requests(Settings(reporters=["JPN"], hs_codes=["2846"], comtrade_frequencies=["M"]), "2023"))[:1]
    may, june = ({**DATA_SET, "freqCode": "M", "period": period, "datasetCode": period} for period in (202305, 202306))
    first, second = (release(request, [envelope(rows).body]) for rows in ([may], [may, june]))
    assert first and second and first.revision != second.revision
    assert release(request, [envelope([{**may, "reporterCode": 156}]).body]) is None


# Answers that are cut off


def keyed(limit: int) -> Callable[[Seen], Reply]:
    """A route that answers one row per code asked for, and cuts at `limit` of them."""

    def reply(seen: Seen) -> Reply:
        rows = [{**ROW, "cmdCode": code} for code in query(seen)["cmdCode"].split(",")]
        return envelope(rows[:limit])

    return reply


def test_an_answer_at_the_cap_is_asked_for_in_parts_and_none_of_it_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comtrade, "KEYED_CAP", 3)
    codes = ["2804", "2805", "2825", "2836", "2846"]
    settings = settings_of(tmp_path, None, hs_codes=codes, keys={"comtrade": "s3cret"}, comtrade_frequencies=["A"])
    with Loopback() as server:
        server.serve(LISTED, envelope([DATA_SET]))
        server.serve(KEYED, keyed(3))
        settings.base_urls["comtrade"] = server.url
        refresh(settings)
        assert [query(seen)["cmdCode"] for seen in server.seen(KEYED)][:4] == [
            "2804,2805,2825,2836,2846", "2804,2805", "2825,2836,2846", "2825",
        ]  # fmt: skip
        assert {seen.headers["Ocp-Apim-Subscription-Key"] for seen in server.seen(KEYED)} == {"s3cret"}
        assert not any("s3cret" in seen.target for seen in server.seen())
        server.forget()
        refresh(settings)
        assert server.seen(KEYED) == []
    assert [key for key in landed(tmp_path) if "-M-" in key] == [
        "A-392-M-2804+2805-2023", "A-392-M-2825-2023", "A-392-M-2836+2846-2023",
    ]  # fmt: skip
    assert not (tmp_path / "landing" / "rejected").exists()


def test_one_code_at_the_cap_is_an_error_and_none_of_its_request_lands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comtrade, "PREVIEW_CAP", 1)
    with Loopback() as server:
        server.serve(PREVIEW, envelope([ROW]))
        with pytest.raises(CappedError, match="fewer than 1 rows, the cap of this route; came truncated: 1 rows"):
            refresh(settings_of(tmp_path, server))
    assert landed(tmp_path) == []


def test_a_request_is_divided_by_its_codes_and_then_by_its_periods() -> None:
    settings = Settings(
        reporters=["JPN"], hs_codes=["2805", "2846"], keys={"comtrade": "s3cret"}, comtrade_frequencies=["M"]
    )
    whole = next(iter(requests(settings, "2023")))
    one_code = parts(whole)[1]
    assert one_code.key == "M-392-M-2846-2023"
    first_half = parts(one_code)[0]
    assert first_half.key == "M-392-M-2846-202301+202302+202303+202304+202305+202306"
    assert first_half.params["period"] == "202301,202302,202303,202304,202305,202306"
    assert first_half.scope["cmd"] == ["2846"]
    one_month = parts(parts(first_half)[0])[0]
    assert one_month.key == "M-392-M-2846-202301" and parts(one_month) == []


def test_a_long_watch_list_is_asked_for_in_keys_and_addresses_that_fit(tmp_path: Path) -> None:
    codes = [f"28{number:04d}" for number in range(100)]
    found = list(requests(settings_of(tmp_path, hs_codes=codes, keys={"comtrade": "s3cret"}), "2023"))
    assert max(len(request.key) for request in found) <= 180
    assert {code for request in found for code in request.scope["cmd"]} == set(codes)


def test_an_address_that_is_too_long_is_not_sent() -> None:
    with pytest.raises(DataError, match=r"at most 4,096 characters; came 4,1\d\d characters.*nothing was sent"):
        sendable(Request("key", "https://publisher.example", {"cmdCode": "2846" * 1024}))


# The shapes of errors


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            {"count": -1, "data": [], "error": "Invalid parameter value",
             "errorObject": [{"MemberNames": ["partnerCode"], "ErrorMessage": "The field partnerCode is invalid"}]},
            "'Invalid parameter value': partnerCode The field partnerCode is invalid",
        ),
        (
            {"count": -1, "data": [], "error": "Invalid parameter value", "errorObject": {"errorMessage": "wrong"}},
            "'Invalid parameter value': wrong",
        ),
        (
            {"statusCode": 403, "message": "Out of call volume quota. Quota will be replenished in 03:14:17."},
            "status 403, 'Out of call volume quota",
        ),
    ],
)  # fmt: skip
def test_both_families_of_errors_are_told_in_the_publishers_words(body: dict[str, object], message: str) -> None:
    with pytest.raises(DataError, match=message):
        check(json.dumps(body).encode(), "UN Comtrade", None)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, "Access denied due to invalid subscription key"),
        (403, "Out of call volume quota. Quota will be replenished in 03:14:17."),
        (404, "Resource not found"),
    ],
)
def test_a_refusal_is_not_asked_again_and_nothing_lands(tmp_path: Path, status: int, message: str) -> None:
    refusal = Reply(json.dumps({"statusCode": status, "message": message}).encode(), status=status)
    with Loopback() as server:
        server.serve(LISTED, envelope([DATA_SET]))
        server.serve(PREVIEW, refusal)
        with pytest.raises(FetchError, match=message):
            refresh(settings_of(tmp_path, server))
        assert len(server.seen(PREVIEW)) == 1
    assert landed(tmp_path) == []
