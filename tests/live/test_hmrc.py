"""The shape of one small real answer of HMRC."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.http.client import Client
from pipelines.settings import Settings
from pipelines.sources.hmrc import TRADE, requests


@pytest.mark.live
def test_a_year_of_rare_earth_compounds_has_the_fields_of_the_contract(tmp_path: Path) -> None:
    request = next(iter(requests(Settings(hs_codes=["284690"]), "2023")))
    with Client(state_dir=tmp_path) as client:
        answer = client.get(TRADE.source, request, media=TRADE.media)
    TRADE.check(answer.body, request.key, request)
    assert b'"CountryCodeAlpha":"CN"' in answer.body.replace(b" ", b"")
