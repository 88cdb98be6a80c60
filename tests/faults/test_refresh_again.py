"""A second refresh of the default set, when the publishers have nothing new, some, or no list of what is new."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from faults.conftest import HASTY
from faults.publishers import Publishers
from faults.server import Loopback, Reply

from pipelines.asking.bring import bring
from pipelines.settings import Settings

# Conditional requests of single files; the other datasets have a list of releases or a sign of one.
FILES = {
    *("comtrade__availability", "comtrade__commodity", "comtrade__partner", "comtrade__publication"),
    *("comtrade__reporter", "exchange_rates__h10", "usgs__ds140", "usgs__mcs_long", "usgs__mcs_wide"),
}


@pytest.fixture
def publishers(loopback: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publishers:
    monkeypatch.setattr(
        "pipelines.http.client.POLICIES", {"default": replace(HASTY, timeout_s=20.0, total_s=40.0, retries=0)}
    )
    return Publishers(
        loopback, Settings(data_dir=tmp_path, reporters=["JPN", "CHN"], hs_codes=["2805", "284690"], years_back=1)
    )


@pytest.fixture
def refresh(publishers: Publishers) -> Callable[..., dict[str, int]]:
    """Refresh the default set; the requests that each dataset cost."""

    def refreshed(hours: int = 12) -> dict[str, int]:
        costs = {}
        for dataset in publishers.asked:
            publishers.server.forget()
            settings = publishers.settings.model_copy(update={"refresh_window_hours": hours})
            bring(dataset, None, mode="live", settings=settings)
            costs[dataset.name] = len(publishers.server.seen())
        return costs

    return refreshed


def landed(publishers: Publishers) -> set[str]:
    return {path.name for path in (publishers.settings.landing_dir / "catalogue").glob("*/*/*.json")}


def test_nothing_new_costs_nothing_within_the_window_and_then_one_small_request_a_dataset(
    publishers: Publishers, refresh: Callable[..., dict[str, int]]
) -> None:
    first = refresh()
    assert first["eurostat_comext__trade"] == 1 + 2 * 2 * 2
    before, started = landed(publishers), time.monotonic()
    assert set(refresh().values()) == {0}
    later = refresh(hours=0)
    assert set(later.values()) == {1}, later
    assert time.monotonic() - started < 15
    assert landed(publishers) == before


def test_what_is_asked_of_a_publisher_without_news_is_small(
    publishers: Publishers, refresh: Callable[..., dict[str, int]]
) -> None:
    refresh()
    for dataset in publishers.asked:
        publishers.server.forget()
        settings = publishers.settings.model_copy(update={"refresh_window_hours": 0})
        bring(dataset, None, mode="live", settings=settings)
        (seen,) = publishers.server.seen()
        is_list = dataset.releases is not None
        assert is_list != (dataset.name in FILES), dataset.name
        assert is_list or dataset.figures or "If-None-Match" in seen.headers, dataset.name


def test_news_are_asked_for_and_unchanged_figures_are_no_new_vintage(
    publishers: Publishers, refresh: Callable[..., dict[str, int]]
) -> None:
    first = refresh()
    before = landed(publishers)
    publishers.updated += 1
    again = refresh(hours=0)
    # The first time, the list of Comtrade's releases had just come as a dataset of its own.
    first["comtrade__trade"] += 1
    listed = {name: cost for name, cost in again.items() if name not in FILES}
    assert listed == {name: first[name] for name in listed}
    new = {path.split("-")[0] for path in landed(publishers) - before}
    assert new, "the lists themselves are new, and documents under another revision are noted"
    assert set(refresh(hours=0).values()) == {1}


@pytest.mark.parametrize("fault", [Reply(status=500), Reply(b"<html>", headers={"Content-Type": "text/html"})])
def test_a_sign_that_does_not_come_stops_nothing(
    publishers: Publishers, refresh: Callable[..., dict[str, int]], fault: Reply
) -> None:
    first = refresh()
    for path in ("/v2/sources", "/public/v1/getDA/C/A/HS"):
        publishers.server.serve(path, fault)
    asked_anyway = [
        dataset for dataset in publishers.asked if dataset.name in {"worldbank__indicator", "comtrade__trade"}
    ]
    for dataset in asked_anyway:
        publishers.server.forget()
        settings = publishers.settings.model_copy(update={"refresh_window_hours": 0})
        bring(dataset, None, mode="live", settings=settings)
        assert len(publishers.server.seen()) >= first[dataset.name]
