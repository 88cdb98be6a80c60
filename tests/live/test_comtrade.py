"""The shape of small real answers of UN Comtrade, on its keyless routes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.http.client import Client
from pipelines.settings import Settings
from pipelines.sources.comtrade import TRADE, release, requests
from pipelines.sources.comtrade_lists import AVAILABILITY, COMMODITY, PARTNER, PUBLICATION, REPORTER
from pipelines.sources.contract import Dataset, Request

pytestmark = pytest.mark.live

SETTINGS = Settings(reporters=["JPN"], hs_codes=["2846"], comtrade_frequencies=["A"], keys={})


def answer(folder: Path, dataset: Dataset, request: Request) -> bytes:
    with Client(state_dir=folder) as client:
        body = client.get(dataset.source, request, media=dataset.media).body
    dataset.check(body, request.key, request)
    return body


def test_the_preview_answers_with_the_47_fields_and_one_world_row(tmp_path: Path) -> None:
    request = next(iter(requests(SETTINGS, "2023")))
    rows = json.loads(answer(tmp_path, TRADE, request))["data"]
    assert {len(row) for row in rows} == {47}
    assert [row["partnerCode"] for row in rows].count(0) == 1


def test_the_list_of_availability_names_a_revision_of_japans_2023(tmp_path: Path) -> None:
    (request,) = AVAILABILITY.requests(SETTINGS, None)
    body = answer(tmp_path, AVAILABILITY, request)
    assert release(next(iter(requests(SETTINGS, "2023"))), [body])


@pytest.mark.parametrize("dataset", [PUBLICATION, REPORTER, PARTNER, COMMODITY], ids=lambda dataset: dataset.name)
def test_each_list_is_where_it_was(tmp_path: Path, dataset: Dataset) -> None:
    (request,) = dataset.requests(SETTINGS, None)
    assert answer(tmp_path, dataset, request)
