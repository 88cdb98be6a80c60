"""The packaged monthly rates of H.10: loading them, and the direction of their quotation."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from expectations.run import validate
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.exchange_rates import H10 as DATASET
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
            key="monthly",
            body=body,
            retrieved_at=datetime(2026, 11, 21, tzinfo=UTC),
            url="https://github.com/datasets/exchange-rates",
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


def test_each_month_is_accepted_as_packaged(tmp_path: Path) -> None:
    assert load(tmp_path, FIXTURE.read_bytes()) == Accounts(documents=1, read=78, accepted=78)
    query = f"select date, exchange_rate from {RAW} where country = 'Japan' order by date limit 1"
    assert rows(tmp_path, query) == [(date(2022, 12, 1), Decimal("134.9148"))]
    assert broken_rules(tmp_path) == []


def test_the_real_file_loads_whole(shared_data: Path, tmp_path: Path) -> None:
    body = (shared_data / "fx" / "exchange_rates_monthly.csv").read_bytes()
    assert load(tmp_path, body) == Accounts(documents=1, read=17237, accepted=17237)
    assert broken_rules(tmp_path) == []


def test_the_earlier_header_is_read_too(tmp_path: Path) -> None:
    assert load(tmp_path, changed("Exchange rate", "Value")).accepted == 78


def test_a_pound_in_dollars_fails_the_suite(tmp_path: Path) -> None:
    body = FIXTURE.read_text().splitlines()
    turned = [
        f"{line.rsplit(',', 1)[0]},{1 / float(line.rsplit(',', 1)[1]):.4f}" if "United Kingdom" in line else line
        for line in body
    ]
    load(tmp_path, "\n".join(turned).encode() + b"\n")
    assert broken_rules(tmp_path) == [
        "the pound is in pounds per US dollar, as the package gives it, not in dollars per pound"
    ]


def test_a_month_without_a_rate_is_kept_as_missing(tmp_path: Path) -> None:
    assert load(tmp_path, changed("Japan,134.9148", "Japan,")).accepted == 78
    assert rows(tmp_path, f"select country, exchange_rate from {RAW} where exchange_rate is null") == [("Japan", None)]
    assert broken_rules(tmp_path) == []


def test_a_changed_unit_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, changed("Japan,134.9148", "Japan,1.3485"))
    assert broken_rules(tmp_path) == [
        "no month of a currency in use here differs from the one before by more than 60 %"
    ]


def test_a_country_without_a_known_currency_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, changed("Japan", "Nippon"))
    assert broken_rules(tmp_path) == ["expect_column_values_to_be_in_set column country"]


def test_a_rate_that_is_no_number_is_quarantined(tmp_path: Path) -> None:
    assert load(tmp_path, changed("134.9148", "ND")).quarantined == 1
    assert rows(tmp_path, "select reason from raw.quarantine") == [("not a number: exchange_rate",)]


def test_both_of_two_rows_with_one_key_are_quarantined(tmp_path: Path) -> None:
    body = FIXTURE.read_bytes()
    load(tmp_path, body + body.splitlines(keepends=True)[1])
    assert rows(tmp_path, "select reason from raw.quarantine") == [("the key occurs more than once",)] * 2


def test_a_file_with_another_header_is_neither_landed_nor_loaded(tmp_path: Path) -> None:
    body = changed("Date,Country", "Datum,Country")
    with pytest.raises(DataError, match="Datum,Country"):
        DATASET.check(body, "here", None)
    with pytest.raises(DataError, match="Datum,Country"):
        load(tmp_path, body)


def test_the_one_file_is_asked_for_once() -> None:
    (request,) = DATASET.requests(Settings(base_urls={"federal_reserve": "http://127.0.0.1:9"}), None)
    assert request.url == "http://127.0.0.1:9/datasets/exchange-rates/main/data/monthly.csv"
    assert request.key == "monthly"
