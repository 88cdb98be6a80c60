"""The ledger of policy events, held against a machine-made extract of Chinese notices."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from pipelines.settings import PROJECT_ROOT

LEDGER = PROJECT_ROOT / "dbt_project" / "seeds" / "policy_events.csv"
NOTICE = re.compile(r"公告\s*(20\d\d)年?第(\d+)号|Announcement (?:No\. (\d+) of (20\d\d)|(20\d\d)[ -]No\. ?(\d+))")

# Mentioned as what a later notice replaces.
REPLACED = {"2003 No. 5", "2006 No. 50", "2020 No. 63"}


@pytest.fixture(scope="module")
def ledger() -> dict[str, dict[str, str]]:
    with LEDGER.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["issuer_iso3"] == "CHN" and row["notice_number"]]
    return {row["notice_number"]: row for row in rows}


@pytest.fixture(scope="module")
def extract(shared_data: Path) -> list[dict[str, str]]:
    path = shared_data / "policy" / "cn_export_control_notices_critical_minerals.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def numbers(text: str) -> set[str]:
    found = (match.groups() for match in NOTICE.finditer(text))
    return {f"{a or d or e} No. {b or c or f}" for a, b, c, d, e, f in found}


def test_every_chinese_notice_of_the_extract_is_in_the_ledger(
    ledger: dict[str, dict[str, str]], extract: list[dict[str, str]]
) -> None:
    named = set().union(*(numbers(row["title"] + row["summary"]) for row in extract))
    assert len(named) > 10
    assert named - ledger.keys() == REPLACED


def test_dates_in_force_agree_where_the_extract_gives_one_plain_date(
    ledger: dict[str, dict[str, str]], extract: list[dict[str, str]]
) -> None:
    compared = set()
    for row in extract:
        if re.fullmatch(r"20\d\d-\d\d-\d\d", row["effective_date_text"]):
            for number in numbers(row["title"]) & ledger.keys():
                assert ledger[number]["date_in_force"] == row["effective_date_text"], number
                compared.add(number)
    assert compared >= {"2024 No. 33", "2024 No. 51", "2025 No. 56", "2025 No. 57", "2025 No. 58"}


def test_a_notice_is_dated_no_later_than_the_page_that_carries_it(
    ledger: dict[str, dict[str, str]], extract: list[dict[str, str]]
) -> None:
    for row in extract:
        for number in numbers(row["title"]) & ledger.keys():
            assert not row["event_date"] or ledger[number]["date_announced"] <= row["event_date"], number
