"""Partners that a list of areas lacks: of unknown origin while they are little of a document, else it is held back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from warehouses import Load, arrival, fixture

from expectations.partners import LIMIT
from pipelines.sources import (
    china_customs,
    comtrade,
    comtrade_extract,
    eurostat_comext,
    hmrc,
    japan_customs,
    korea_customs,
    taiwan_customs,
    us_census,
)
from pipelines.sources.contract import Dataset
from warehouse.landing import Arrival

LARGE = f"at most {LIMIT:.0%} of a document's value"
SMALL = "what is not counts as of unknown origin"


@dataclass(frozen=True)
class Customs:
    """A customs source's fixture, and texts of it that make a small or the largest partner one that no list has."""

    dataset: Dataset
    kind: str
    key: str
    scope: dict[str, list[str]]
    small: tuple[str, str]
    large: tuple[str, str]
    unread: tuple[str, str] | None = None
    encoding: str = "utf-8"

    def changed(self, old: str, new: str) -> Arrival:
        text = fixture(self.dataset, self.kind).decode(self.encoding)
        assert old in text
        body = text.replace(old, new).encode(self.encoding)
        return arrival(self.dataset, body, key=self.key, scope=self.scope)


SOURCES = {
    one.dataset.source: one
    for one in (
        Customs(
            china_customs.TRADE,
            "csv",
            "X-284690-2024",
            {"flow": ["X"], "commodity": ["284690"], "year": ["2024"]},
            ('"701"', '"798"'),
            ('"116"', '"798"'),
            ('"502"', '"美国"'),
            encoding="gb18030",
        ),
        Customs(
            taiwan_customs.TRADE,
            "csv",
            "X-284610+284690-2024",
            {"flow": ["X"], "commodity": ["284610", "284690"], "year": ["2024"]},
            ("T?rkiye", "Atlantis"),
            ("Japan", "Atlantis"),
            ("T?rkiye", ""),
        ),
        Customs(
            korea_customs.TRADE,
            "xml",
            "2846-2024",
            {"commodity": ["2846"], "year": ["2024"]},
            (">NA<", ">J7<"),
            (">CN<", ">J7<"),
            (">NA<", "><"),
        ),
        Customs(
            japan_customs.TRADE,
            "csv",
            "M-chapters28-85-2026",
            {
                "flow": ["M"],
                "year": ["2026"],
                "answer": ["M-chapters28-85-2026"],
                "codes": ["28", "85"],
                "stage": [""],
            },
            (",702,", ",999,"),
            (",105,", ",999,"),
            (",702,", ",CN,"),
        ),
        Customs(
            hmrc.TRADE,
            "json",
            "2846-2024",
            {"commodity": ["2846"], "year": ["2024"]},
            ('"NA"', '"J7"'),
            ('"CN"', '"J7"'),
            ('"CountryCodeAlpha":"NA"', '"CountryCodeAlpha":null'),
        ),
        Customs(
            us_census.TRADE,
            "json",
            "imports-284690-2024",
            {"flow": ["imports"], "commodity": ["284690"], "year": ["2024"]},
            ('"5880","JAPAN","284690","0"', '"5999","JAPAN","284690","0"'),
            ('"5700"', '"5999"'),
            ('"5880","JAPAN","284690","0"', 'null,"JAPAN","284690","0"'),
        ),
        Customs(
            eurostat_comext.TRADE,
            "csv",
            "M-284690-1-2024",
            {"freq": ["M"], "flow": ["1"], "product": ["284690"], "year": ["2024"]},
            (",XI,", ",Q7,"),
            (",CN,", ",Q7,"),
            (",XI,", ",,"),
        ),
        Customs(
            comtrade.TRADE,
            "json",
            "A-392-M-2805-2023",
            {"freq": ["A"], "reporter": ["392"], "flow": ["M"], "cmd": ["2805"], "period": ["2023"]},
            ('"partnerCode":826', '"partnerCode":9999'),
            ('"partnerCode":156', '"partnerCode":9999'),
            ('"partnerCode":826', '"partnerCode":null'),
        ),
        Customs(
            comtrade_extract.TRADE, "csv", "2022", {}, (",642,528,", ",642,9999,"), (",842,252910,", ",9999,252910,")
        ),
    )
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_small_partner_that_is_unknown_is_a_finding_and_no_refusal(loaded: Load, source: Customs) -> None:
    done = loaded(source.dataset, [source.changed(*source.small)])
    assert done.verdict.is_passed, str(done.verdict)
    assert [rule for rule in done.broken_rules if SMALL in rule]
    (finding,) = [one for one in done.verdict.findings if SMALL in one.rule]
    assert finding.is_warning and finding.unexpected_rows == 1
    assert any(name in finding.examples[0] for name in ("798", "Atlantis", "J7", "999", "Q7"))


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_document_of_which_much_is_of_unknown_partners_is_held_back(loaded: Load, source: Customs) -> None:
    verdict = loaded(source.dataset, [source.changed(*source.large)]).verdict
    assert not verdict.is_passed
    assert LARGE in str(verdict) and ", percent " in str(verdict) and "add them to the seed" in str(verdict)


@pytest.mark.parametrize(
    ("source", "amounts"),
    [
        ("china_customs", "value 2,100"),
        ("taiwan_customs", "value 3"),
        ("korea_customs", "imports USD 40, exports USD 0"),
        ("japan_customs", "value JPY 1,000 410"),
        ("hmrc", "value GBP 800"),
        ("us_census", "value USD 0"),
        ("eurostat_comext", "value EUR 1,000"),
        ("comtrade", "value USD 14,869.251"),
    ],
)
def test_a_row_whose_partner_cannot_be_read_counts_with_the_amount_it_has(
    loaded: Load, source: str, amounts: str
) -> None:
    customs = SOURCES[source]
    assert customs.unread
    done = loaded(customs.dataset, [customs.changed(*customs.unread)])
    assert done.accounts.quarantined > 0
    assert done.verdict.is_passed, str(done.verdict)
    (finding,) = [one for one in done.verdict.findings if SMALL in one.rule]
    assert finding.examples == [f"partner (cannot be read), {amounts}"]


def test_shares_are_measured_for_each_amount_and_together(loaded: Load) -> None:
    """Korea's exports to Japan are 4.3 % of all exports, its imports from there 13.1 % of all imports."""
    source = SOURCES["korea_customs"]
    done = loaded(source.dataset, [source.changed(">JP<", ">J7<")])
    assert not done.verdict.is_passed
    assert "partner J7, imports USD 250,000, exports USD 900, percent 13.09" in str(done.verdict)


def test_an_amount_that_is_not_known_is_not_taken_for_a_small_one(loaded: Load) -> None:
    source = SOURCES["comtrade"]
    body: Any = json.loads(fixture(source.dataset, "json"))
    for row in body["data"]:
        if row["partnerCode"] == 826:
            row["partnerCode"] = 9999
            world = next(one for one in body["data"] if one["partnerCode"] == 0)
            world["primaryValue"] = world["cifvalue"] = round(world["primaryValue"] - row["primaryValue"], 3)
            row["primaryValue"] = row["cifvalue"] = None
    done = loaded(
        source.dataset, [arrival(source.dataset, json.dumps(body).encode(), key=source.key, scope=source.scope)]
    )
    assert [rule for rule in done.broken_rules if LARGE in rule]


def test_names_with_quotes_are_looked_up_as_they_are(loaded: Load) -> None:
    source = SOURCES["taiwan_customs"]
    assert loaded(source.dataset, [source.changed("Viet Nam", "Cote d'Ivoire")]).broken_rules == []
