"""What `show` prints about a reading, drawn from an answer as the published file gives it."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.render import suppliers_table
from warehouse.answers import Suppliers

TOLD = "US$ 486.3 million is 4.0 times the US$ 121.2 million that baci has; the suppliers' shares mostly hold"


def answer(contradiction: str | None) -> Suppliers:
    reading = {
        "source": "series",
        "evidence": "derived",
        "code_set": "2846",
        "stage": "mixed",
        "fit": "exact",
        "note": "All compounds",
        "period": "2023",
        "reason": None,
        "cr1": 0.75,
        "largest_supplier_iso3": "CHN",
        "contradiction": contradiction,
    }
    supplier: dict[str, Any] = {
        "place": 1,
        "supplier": "CHN",
        "supplier_name": "China",
        "exporter_kind": "economy",
        "share": 0.75,
        "share_high": 0.75,
        "value_usd": 364700000,
        "weight_kg": 5201000,
        "is_weight_estimated": None,
        "reason": None,
    }
    concentration = {
        "reason": None,
        "hhi": 0.625,
        "hhi_low": 0.625,
        "hhi_high": 0.625,
        "unknown_share": 0,
        "supplier_count": 2,
        "cr1": 0.75,
        "cr3": 1.0,
        "value_usd": 486272614,
        "weight_kg": 6935502,
        "valuation": "CIF",
        "estimated_weight_share": None,
        "contradiction": contradiction,
    }
    return Suppliers(
        importer="THA",
        importer_name="Thailand",
        material="rare_earths",
        basis="value",
        period="2023",
        reading=reading,
        suppliers=[supplier],
        concentration=concentration,
        verdicts=[],
        documents=[],
        readings=[{**reading, "source": "other", "period": "2022"}],
        trend=[],
    )


def printed(shown: Suppliers, capsys: pytest.CaptureFixture[str]) -> str:
    suppliers_table(shown)
    return " ".join(capsys.readouterr().out.split())


def test_a_total_that_cannot_be_is_said_and_its_amounts_are_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(answer(TOLD), capsys)
    assert f"This total cannot be: {TOLD}." in out
    assert "364.7" not in out and "5,201.0" not in out and "486,272,614" not in out
    assert "China (CHN) 75.0 %" in out and "HHI 6,250.0" in out
    assert "CHN 75.0 %; its total cannot be." in out


def test_a_total_that_nothing_speaks_against_is_shown_with_its_amounts(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(answer(None), capsys)
    assert "cannot be" not in out
    assert "364.7" in out and "5,201.0" in out and "Total US$ 486,272,614 CIF, 6,935.5 t" in out
