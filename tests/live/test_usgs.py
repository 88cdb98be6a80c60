"""The shape of one small real answer of the Mineral Commodity Summaries."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.http.client import Client
from pipelines.settings import Settings
from pipelines.sources.usgs import LONG_EDITIONS, MCS_LONG


@pytest.mark.live
def test_the_newest_edition_in_the_long_layout_is_a_table(tmp_path: Path) -> None:
    (request,) = MCS_LONG.requests(Settings(), max(LONG_EDITIONS))
    with Client(state_dir=tmp_path) as client:
        answer = client.get(MCS_LONG.source, request, media=MCS_LONG.media)
    MCS_LONG.check(answer.body, request.key, request)
    assert len(answer.body.splitlines()) > 8_000
