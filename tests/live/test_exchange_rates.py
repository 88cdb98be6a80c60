"""One small real answer of each publisher of exchange rates, through the source's own requests and checks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.http.client import Client
from pipelines.settings import Settings
from pipelines.sources.exchange_rates import ECB, H10

pytestmark = pytest.mark.live


def test_the_ecb_answers_with_the_columns_that_the_load_expects(tmp_path: Path) -> None:
    request = next(iter(ECB.requests(Settings(), None)))
    request = replace(request, params={**request.params, "startPeriod": "2024-01", "endPeriod": "2024-02"})
    with Client(state_dir=tmp_path) as client:
        answer = client.get(ECB.source, request, media=ECB.media)
    ECB.check(answer.body, request.url, request)
    assert len(answer.body.splitlines()) == 3


def test_the_packaged_h10_file_is_where_it_was(tmp_path: Path) -> None:
    (request,) = H10.requests(Settings(), None)
    with Client(state_dir=tmp_path) as client:
        answer = client.get(H10.source, request, media=H10.media)
    H10.check(answer.body, request.url, request)
    assert b",Japan," in answer.body
