"""One small real answer of each route of Japan's trade statistics, through the source's own questions and checks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.http.client import Client
from pipelines.settings import Settings, settings
from pipelines.sources import japan_customs as source
from pipelines.sources import japan_customs_api as api
from pipelines.sources import japan_customs_files as files

pytestmark = pytest.mark.live
YEAR = 2024


def test_the_listing_leads_to_a_file_with_the_header_that_the_load_expects(tmp_path: Path) -> None:
    step: files.Step | None = files.first(Settings(hs_codes=["2846"]), "M", YEAR)
    with Client(state_dir=tmp_path) as client:
        while step and not step.is_document:
            page = client.get(source.TRADE.source, step, media=step.media or source.TRADE.media)
            step = files.following(page.body, step)
        assert step, f"no file of chapter 28 of {YEAR}"
        answer = client.get(source.TRADE.source, step, media=step.media or source.TRADE.media)
    source.check(answer.body, step.url, step)
    assert b",'2846" in answer.body


def test_the_api_answers_with_the_cells_that_the_load_expects(tmp_path: Path) -> None:
    key = settings().key("estat")
    if not key:
        pytest.skip("CHOKEPOINT_KEYS__ESTAT is not set")
    first = api.first(Settings(hs_codes=["284610"]), key, "M", YEAR)
    with Client(state_dir=tmp_path) as client:
        listed = client.get(source.TRADE.source, first, media="json")
        step = api.following(listed.body, first)
        assert step
        step = replace(step, params={**step.params, "cdArea": "50105"})
        answer = client.get(source.TRADE.source, step, media="json")
    source.check(answer.body, step.url, step)
    root = api.opened(answer.body, step.url)[1]
    cells = api.listed(root["STATISTICAL_DATA"]["DATA_INF"]["VALUE"])
    assert {cell["@cat02"] for cell in cells} >= {"140", "170", "500"}
    assert {cell.get("@unit") for cell in cells if cell["@cat02"] == "140"} <= {"千円", "1000YEN"}
