"""The shape of one small real answer of the World Mineral Statistics."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.http.client import Client
from pipelines.settings import Settings
from pipelines.sources.bgs import PRODUCTION, requests


@pytest.mark.live
def test_the_production_of_gallium_comes_whole_and_in_one_order(tmp_path: Path) -> None:
    (request,) = [one for one in requests(Settings(), None) if one.scope["commodity"] == ["gallium, primary"]]
    with Client(state_dir=tmp_path) as client:
        answers = [client.get(PRODUCTION.source, request, media=PRODUCTION.media) for _ in range(2)]
    PRODUCTION.check(answers[0].body, request.key, request)
    first, second = (json.loads(answer.body)["features"] for answer in answers)
    assert len(first) >= 82
    assert [feature["id"] for feature in first] == [feature["id"] for feature in second]


@pytest.mark.live
def test_a_commodity_that_does_not_exist_has_no_features(tmp_path: Path) -> None:
    request = next(iter(requests(Settings(), None)))
    request = replace(request, params={**request.params, "bgs_commodity_trans": "no such mineral"})
    with Client(state_dir=tmp_path) as client:
        answer = client.get(PRODUCTION.source, request, media=PRODUCTION.media)
    assert json.loads(answer.body)["features"] == []
