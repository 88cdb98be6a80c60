"""The ECB's monthly rates per euro: loading a series, and what is wrong with a wrong one."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from expectations.run import validate
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.contract import Request
from pipelines.sources.exchange_rates import ECB as DATASET
from pipelines.sources.exchange_rates import ECB_HEADER
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts, load_pending, open_books
from warehouse.store import connect

FIXTURE = PROJECT_ROOT / "tests" / "fixtures" / "exchange_rates" / f"{DATASET.name}.csv"
RAW = f"raw.{DATASET.name}"


def load(folder: Path, body: bytes) -> Accounts:
    landing = Landing(folder / "landing")
    landing.land(
        Arrival(
            dataset=DATASET.name,
            key="M-USD-EUR",
            body=body,
            retrieved_at=datetime(2026, 11, 21, tzinfo=UTC),
            url="https://data-api.ecb.europa.eu",
            publisher=DATASET.publisher,
            licence=DATASET.licence,
        )
    )
    with connect(folder / "build.duckdb") as con:
        open_books(con, landing)
        return load_pending(con, landing, DATASET.name, DATASET.encoding, folder / "scratch")


def rows(folder: Path, query: str) -> list[Any]:
    with connect(folder / "build.duckdb") as con:
        return con.execute(query).fetchall()


def changed(old: str, new: str) -> bytes:
    """The fixture with one text replaced where it first occurs."""
    text = FIXTURE.read_text()
    assert old in text
    return text.replace(old, new, 1).encode()


def broken_rules(folder: Path) -> list[str]:
    verdict = validate(folder / "build.duckdb", DATASET.name)
    return [finding.rule for finding in verdict.findings if not finding.is_passed]


def test_each_month_is_accepted_with_all_its_digits(tmp_path: Path) -> None:
    assert load(tmp_path, FIXTURE.read_bytes()) == Accounts(documents=1, read=12, accepted=12)
    query = f"select currency, currency_denom, time_period, obs_value from {RAW} where row_number = 3"
    assert rows(tmp_path, query) == [("USD", "EUR", "2023-03", Decimal("1.0705826086957000"))]
    assert broken_rules(tmp_path) == []


def test_the_real_series_loads_whole(shared_data: Path, tmp_path: Path) -> None:
    body = (shared_data / "fx" / "ecb_usd_per_eur_monthly.csv").read_bytes()
    assert load(tmp_path, body) == Accounts(documents=1, read=318, accepted=318)
    assert broken_rules(tmp_path) == []


def test_a_month_without_a_rate_is_kept_as_missing(tmp_path: Path) -> None:
    assert load(tmp_path, changed("1.0769,A", "NaN,M")).accepted == 12
    assert rows(tmp_path, f"select obs_value from {RAW} where obs_status = 'M'") == [(None,)]
    assert broken_rules(tmp_path) == []


def test_a_missing_rate_without_a_reason_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, changed("1.0769,A", "NaN,A"))
    assert broken_rules(tmp_path) == ["a month without a rate says why (status M or H)"]


def test_a_rate_turned_round_within_the_series_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, changed("1.0769,A", "0.67,A"))
    assert broken_rules(tmp_path) == ["no month differs from the one before by more than 30 %"]


def test_rates_at_the_end_of_a_period_fail_the_suite(tmp_path: Path) -> None:
    load(tmp_path, FIXTURE.read_text().replace("USD,EUR,SP00,A", "USD,EUR,SP00,E").encode())
    assert broken_rules(tmp_path) == ["expect_column_values_to_be_in_set column exr_suffix"]


def test_a_rate_that_is_no_number_is_quarantined(tmp_path: Path) -> None:
    assert load(tmp_path, changed("1.0769,A", "1;07,A")).quarantined == 1
    assert "no row that could not be read (see raw.quarantine)" in broken_rules(tmp_path)


def test_a_column_with_another_name_is_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="OBS_WERT"):
        load(tmp_path, changed("OBS_VALUE", "OBS_WERT"))
    assert rows(tmp_path, f"select count(*) from {RAW}") == [(0,)]


def test_each_currency_is_asked_for_on_its_own() -> None:
    requests = list(DATASET.requests(Settings(), None))
    assert [request.key for request in requests] == [f"M-{c}-EUR" for c in ("USD", "JPY", "GBP", "CNY", "KRW")]
    assert requests[1].url == "https://data-api.ecb.europa.eu/service/data/EXR/M.JPY.EUR.SP00.A"
    assert requests[1].params == {"format": "csvdata", "startPeriod": "2000-01"}


@pytest.mark.parametrize(
    ("body", "came"),
    [
        (b"<html>try again</html>", "<html>try again</html>"),
        (ECB_HEADER.encode() + b"\r\n", "a header without any"),
        (b"\xef\xbb\xbfKEY,FREQ\r\nEXR", "KEY,FREQ"),
    ],
)
def test_an_answer_that_is_no_series_is_refused(body: bytes, came: str) -> None:
    with pytest.raises(DataError, match=came):
        DATASET.check(body, "here", None)


def test_another_series_than_the_one_asked_for_is_refused() -> None:
    asked = list(DATASET.requests(Settings(), None))
    DATASET.check(FIXTURE.read_bytes(), "here", asked[0])
    with pytest.raises(DataError, match=r"the series EXR.M.JPY.EUR.SP00.A and no other; came EXR.M.USD"):
        DATASET.check(FIXTURE.read_bytes(), "here", asked[1])


def test_a_proxy_replaces_the_address() -> None:
    request: Request = next(iter(DATASET.requests(Settings(base_urls={"ecb": "http://127.0.0.1:9/"}), None)))
    assert request.url.startswith("http://127.0.0.1:9/service/data/EXR/")
