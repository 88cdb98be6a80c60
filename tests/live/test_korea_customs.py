"""The shape of one small real answer of the Korea Customs Service."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.http.client import Client
from pipelines.settings import Settings
from pipelines.sources.korea_customs import TRADE, requests


@pytest.mark.live
def test_a_year_of_rare_earth_compounds_has_the_items_of_the_contract(tmp_path: Path) -> None:
    asked = list(requests(Settings(hs_codes=["2846"]), "2023"))
    assert asked, "set CHOKEPOINT_KEYS__KOREA_CUSTOMS"
    with Client(state_dir=tmp_path) as client:
        answer = client.get(TRADE.source, asked[0], media=TRADE.media)
    TRADE.check(answer.body, asked[0].key, asked[0])
    assert b"<statCd>CN</statCd>" in answer.body
