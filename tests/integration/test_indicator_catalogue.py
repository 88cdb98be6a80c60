"""The catalogue of indicators on a built warehouse: values lie in the range it gives, and the commands tell them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.people.cli import main
from pipelines.settings import settings
from warehouse.catalogue import indicators
from warehouse.store import connect

# The last bit of a quotient of doubles.
_LAST_BIT = 1e-12


@pytest.fixture
def home(snapshot_warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHOKEPOINT_DATA_DIR", str(snapshot_warehouse))
    monkeypatch.setenv("COLUMNS", "160")
    settings.cache_clear()
    return snapshot_warehouse


def test_every_figure_lies_in_the_range_of_its_definition(home: Path) -> None:
    file = settings().serving_file
    defined = indicators(file)
    assert len(defined) > 30
    with connect(file, read_only=True) as con:
        for row in defined:
            found = con.execute(f"select min({row['column_name']}), max({row['column_name']}) from {row['model']}")
            least, most = found.fetchone() or (None, None)
            if least is None:
                continue
            assert row["range_low"] is None or least >= float(row["range_low"]) - _LAST_BIT, row
            assert row["range_high"] is None or most <= float(row["range_high"]) + _LAST_BIT, row


def test_the_indicators_of_a_question_are_its_figures(home: Path) -> None:
    question = ("show", "JPN", "2846", "--basis", "value", "--year", "2023", "--indicators")
    found = json.loads(CliRunner().invoke(main, [*question, "--json"]).stdout)
    told = {row["column_name"]: row["value"] for row in found["indicators"]}
    assert told["hhi"] == found["concentration"]["hhi"] and round(1e4 * told["hhi"], 1) == 5404.8
    assert told["published_hhi_low"] is None
    shown = CliRunner().invoke(main, list(question)).stdout
    assert "0.5405" in shown and "no figure" in shown


def test_the_catalogue_is_listed(home: Path) -> None:
    shown = CliRunner().invoke(main, ["indicators"]).stdout
    assert "Herfindahl-Hirschman index of imports" in shown and "hhi_low" in shown
