"""One small real answer of the World Bank for GDP and for governance, through the source's own requests and check."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.http.client import Client
from pipelines.settings import Settings
from pipelines.sources.worldbank import GDP, INDICATOR

pytestmark = pytest.mark.live


@pytest.mark.parametrize("key", [GDP, "GOV_WGI_RL.EST"])
def test_a_year_of_an_indicator_comes_as_the_load_expects(tmp_path: Path, key: str) -> None:
    request = next(request for request in INDICATOR.requests(Settings(), None) if request.key == key)
    request = replace(request, params={**request.params, "date": "2022:2022"})
    with Client(state_dir=tmp_path) as client:
        answer = client.get(INDICATOR.source, request, media=INDICATOR.media)
    INDICATOR.check(answer.body, request.url, request)
    assert b'"JPN"' in answer.body
