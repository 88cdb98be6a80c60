"""The shape of one small real answer of Eurostat Comext."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.http.client import Client
from pipelines.settings import Settings
from pipelines.sources.eurostat_comext import TRADE, requests


@pytest.mark.live
def test_a_year_of_imports_of_rare_earth_compounds_has_the_columns_of_the_contract(tmp_path: Path) -> None:
    request = next(iter(requests(Settings(hs_codes=["284690"]), "2023")))
    with Client(state_dir=tmp_path) as client:
        answer = client.get(TRADE.source, request, media=TRADE.media)
    TRADE.check(answer.body, request.key, request)
    assert answer.body.count(b"\n") > 100
    assert b",M,DE,CN,284690,1,VALUE_IN_EUROS,2023-" in answer.body
