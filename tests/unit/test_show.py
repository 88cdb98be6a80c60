"""What `show` says: a sentence first, the fit in the title, doubts beside the figures, and digits at any width."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from rich.console import Console

from pipelines.people import show as shown
from pipelines.people.amounts import amount, told_weight
from warehouse.answers import Suppliers

READING = {
    "source": "baci",
    "evidence": "reconciled",
    "material": "rare_earths",
    "stage": "mixed",
    "code_set": "280530+284610+284690",
    "period": "2023",
    "fit": "exact",
    "note": "All rare earths but ores",
    "shared_with": None,
    "series_break": None,
    "contradiction": None,
    "contradicted_part": None,
    "reason": None,
    "preference_reason": "best of 3: exact fit, reconciled",
    "cr1": 0.75,
    "unknown_share": 0.0,
    "largest_supplier": "China",
    "largest_supplier_iso3": "CHN",
}
CONCENTRATION = {
    "reason": None,
    "hhi_low": 0.625,
    "hhi_high": 0.625,
    "cr1": 0.75,
    "cr3": 1.0,
    "supplier_count": 2,
    "unknown_share": 0.0,
    "value_usd": Decimal("400000"),
    "weight_kg": Decimal("4000"),
    "valuation": "FOB",
    "estimated_weight_share": None,
    "returned_share": 0.0,
}


def supplier(iso3: str, name: str, share: float, value: float, weight: float | None) -> dict[str, Any]:
    return {
        "place": 1,
        "supplier": iso3,
        "supplier_name": name,
        "exporter_kind": "economy",
        "share": share,
        "share_high": share,
        "value_usd": Decimal(str(value)),
        "weight_kg": None if weight is None else Decimal(str(weight)),
        "is_weight_estimated": False,
        "is_weight_partial": False,
        "reason": None,
    }


ANSWER = Suppliers(
    importer="JPN",
    importer_name="Japan",
    material="rare_earths",
    material_name="Rare earths",
    basis="weight",
    period="2023",
    reading=READING,
    suppliers=[supplier("CHN", "China", 0.75, 300_000, 3_000), supplier("VNM", "Viet Nam", 0.25, 100_000, 1_000)],
    concentration=CONCENTRATION,
    verdicts=[
        {"authority": "CEPII", "threshold_value": 0.4, "verdict": "above", "margin_low": 0.225, "margin_high": 0.225}
    ],
    documents=[
        {
            "publisher": "CEPII BACI",
            "key": "HS92-2023",
            "kind": "selection",
            "retrieved_at": datetime(2026, 11, 21),  # noqa: DTZ001
            "released_at": None,
            "document_id": "0123456789abcdef",
            "licence": "Etalab 2.0",
        }
    ],
    readings=[
        {
            **READING,
            "source": "comtrade",
            "evidence": "reported",
            "code_set": "2805+2846",
            "fit": "proxy",
            "share": 0.649,
            "difference": -0.101,
            "value_usd": Decimal("500000"),
            "weight_kg": None,
            "preference_reason": "proxy fit, where exact is there",
        }
    ],
    trend=[
        {"period": "2022", "share": 0.5, "series_break": None},
        {"period": "2023", "share": 0.75, "series_break": None},
    ],
    history=[],
    instead=None,
    not_by_weight=None,
    build={"build_id": "0" * 16, "built_at": datetime(2026, 11, 21), "as_of": None},  # noqa: DTZ001
)


def printed(answer: Suppliers, monkeypatch: pytest.MonkeyPatch, width: int = 100) -> str:
    out = io.StringIO()
    monkeypatch.setattr(shown, "console", lambda **_: Console(file=out, width=width, highlight=False, markup=False))
    shown.show(answer)
    return out.getvalue()


def reading(**changed: Any) -> Suppliers:
    return replace(ANSWER, reading={**READING, **changed})


def test_the_first_line_is_the_answer_in_words() -> None:
    said = (
        "China supplied 75.0 % of the weight of Japan's imports of rare earths (HS 280530+284610+284690, mixed) in 2023"
    )
    assert shown.sentence(ANSWER) == f"{said}, after 50.0 % in 2022."


@pytest.mark.parametrize(
    ("importer", "told"),
    [
        ("European Union", "the European Union's imports"),
        ("United States", "the United States' imports"),
        ("Dominican Republic", "the Dominican Republic's imports"),
        ("Honduras", " Honduras' imports"),
        ("South Korea", " South Korea's imports"),
    ],
)
def test_an_economy_is_named_as_in_a_sentence(importer: str, told: str) -> None:
    assert f"of {told.strip()}" in shown.sentence(replace(ANSWER, importer_name=importer))
    assert shown.sentence(reading(largest_supplier="Philippines")).startswith("The Philippines supplied 75.0 %")


def test_what_is_not_of_the_same_goods_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "after" not in shown.sentence(reading(series_break="since HS 2022 without goods that went to 811231"))
    past = [
        {"period": "2021", "share": 0.4, "series_break": None},
        {"period": "2022", "share": 0.5, "series_break": "since HS 2022 without goods that went to 811231"},
        {"period": "2023", "share": 0.75, "series_break": None},
    ]
    text = " ".join(printed(replace(ANSWER, trend=past), monkeypatch).split())
    assert "Break in 2022: Since HS 2022 without goods that went to 811231." in text


def test_unknown_origin_widens_the_sentence() -> None:
    assert "(at most 85.0 %: the origin of 10.0 % is unknown)" in shown.sentence(reading(unknown_share=0.1))


def test_a_proxy_is_named_by_its_codes_in_sentence_and_title() -> None:
    lithium = replace(reading(fit="proxy", code_set="2836", note="All carbonates"), material_name="Lithium")
    for text in (shown.sentence(lithium), shown.title(lithium)):
        assert "imports of HS 2836, a proxy for lithium" in text
        assert "imports of lithium" not in text


def test_a_dominant_set_says_that_it_is_not_all(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = reading(fit="dominant", shared_with="neodymium, samarium")
    text = " ".join(printed(answer, monkeypatch).split())
    assert "mostly, but not only or not all of it" in text
    assert "The same figures stand for neodymium, samarium too." in text


def test_a_contradicted_total_is_said_beside_the_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = reading(contradiction="US$ 486 million is 3.9 times US$ 126 million", contradicted_part="amounts")
    assert shown.sentence(answer).endswith("Its total is contradicted: read the shares only.")
    text = " ".join(printed(answer, monkeypatch).split())
    assert "This total cannot be: US$ 486 million is 3.9 times US$ 126 million. Amounts are left out" in text
    assert "300.0" not in text and "400,000" not in text and "75.0 %" in text


def test_contradicted_shares_are_no_answer() -> None:
    answer = reading(contradiction="x is 8 times y", contradicted_part="amounts and shares")
    assert shown.sentence(answer).startswith("No answer: Japan's imports of rare earths")


def test_no_figure_says_why() -> None:
    answer = reading(reason="weight unknown for more than 5 % of the value", cr1=None)
    assert shown.sentence(answer) == (
        "No shares by weight of Japan's imports of rare earths (HS 280530+284610+284690, mixed) in 2023: weight "
        "unknown for more than 5 % of the value."
    )


def test_one_supplier_is_one_supplier() -> None:
    answer = replace(ANSWER, concentration={**CONCENTRATION, "supplier_count": 1})
    assert "1 known supplier;" in next(shown.concentration(answer))


def test_small_amounts_are_shown_in_a_unit_that_shows_them(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [supplier("CHN", "China", 0.857, 60, 0.006), supplier("USA", "United States", 0.143, 10, 0.001)]
    text = printed(replace(ANSWER, suppliers=rows), monkeypatch)
    china = next(line for line in text.splitlines() if "China (CHN)" in line)
    assert china.split()[-2:] == ["60.0", "6.0"]
    assert "US$" in text and " g" in text


@pytest.mark.parametrize(
    ("quantity", "unit", "told"),
    [(None, 1, "unknown"), (0, 1, "0.0"), (0.001, 1000, "< 0.1"), (30, 1000, "0.03"), (1234.5, 1, "1,234.5")],
)
def test_an_amount_above_nothing_is_never_shown_as_nothing(quantity: float | None, unit: float, told: str) -> None:
    assert amount(quantity, unit) == told


def test_a_weight_is_told_in_its_own_unit() -> None:
    assert [told_weight(kg) for kg in (2_000_000, 20, 0.002)] == ["2,000.0 t", "20.0 kg", "2.0 g"]


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_other_readings_are_beside_it_with_their_difference(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    text = printed(ANSWER, monkeypatch, width)
    row = next(line for line in text.splitlines() if line.startswith("comtrade"))
    assert "64.9 %" in row and "-10.1 pt" in row
    assert all(len(line.rstrip()) <= width for line in text.splitlines())
    china = next(line for line in text.splitlines() if "China" in line and "75.0 %" in line and "(CHN)" in line)
    assert "3.0" in china


def test_a_range_prints_a_line_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    years = [
        {**READING, **CONCENTRATION, "period": year, "cr1": share, "largest_supplier": "China"}
        for year, share in (("2022", 0.5), ("2023", 0.75))
    ]
    text = printed(replace(ANSWER, history=years), monkeypatch)
    assert [line.split()[2:4] for line in text.splitlines() if line.startswith("202")] == [["50.0", "%"], ["75.0", "%"]]


def test_an_answer_as_of_a_day_names_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    build = {**ANSWER.build, "as_of": datetime(2026, 8, 1, 23, 59)}  # noqa: DTZ001
    text = printed(replace(ANSWER, build=build), monkeypatch)
    assert text.startswith("What was known at the end of 2026-08-01 (UTC):")


def test_where_a_part_has_no_weight_the_total_says_how_much_is_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    partly = replace(ANSWER, concentration={**CONCENTRATION, "weight_kg": None, "covered_share": 0.9996})
    assert "4.0 t of it weighed, which is 99.9 % of the value" in printed(partly, monkeypatch)


def test_the_total_says_what_part_of_it_are_its_own_goods(monkeypatch: pytest.MonkeyPatch) -> None:
    returned = replace(ANSWER, concentration={**CONCENTRATION, "returned_share": 0.665})
    assert "Total US$ 400,000 FOB, 4.0 t, 66.5 % of it its own goods, returned." in printed(returned, monkeypatch)
