"""The shape of one small real answer of the US Census Bureau."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.http.client import Client
from pipelines.settings import Settings
from pipelines.sources.us_census import TRADE, requests


@pytest.mark.live
def test_a_year_of_imports_and_exports_has_the_columns_of_the_contract(tmp_path: Path) -> None:
    asked = list(requests(Settings(hs_codes=["284690"]), "2023"))
    assert asked, "set CHOKEPOINT_KEYS__US_CENSUS"
    with Client(state_dir=tmp_path) as client:
        for request in asked:
            answer = client.get(TRADE.source, request, media=TRADE.media)
            TRADE.check(answer.body, request.key, request)
            assert b'"5700"' in answer.body
