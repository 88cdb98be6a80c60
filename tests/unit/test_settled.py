"""What a refresh may pass over: datasets of which every document is loaded and judged, and nothing changed since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from warehouses import BUNDLED, SEEN_AT, arrival, fixture

from expectations.run import suite_sha
from pipelines.defs import resources
from pipelines.defs.resources import Warehouse
from pipelines.settings import settings
from pipelines.sources.comtrade_mineral_series import FLOWS, TOTALS
from warehouse import load
from warehouse.decisions import Decision, Decisions
from warehouse.landing import Arrival, Landing

BODY = fixture(FLOWS, "csv")


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterable[Warehouse]:
    monkeypatch.setenv("CHOKEPOINT_DATA_DIR", str(tmp_path))
    settings.cache_clear()
    yield Warehouse(mode="landed")
    settings.cache_clear()


def come(*arrivals: Arrival) -> None:
    for one in arrivals:
        Landing(settings().landing_dir).land(one)


def run(warehouse: Warehouse) -> None:
    warehouse.load(FLOWS)
    warehouse.judge(FLOWS)


def is_due(warehouse: Warehouse) -> bool:
    assert warehouse.with_work([TOTALS]) == [], "of another dataset nothing changed"
    return warehouse.with_work([FLOWS]) == [FLOWS]


@pytest.fixture
def settled(warehouse: Warehouse) -> Warehouse:
    """Both datasets loaded and judged, one of them empty."""
    warehouse.load(TOTALS)
    warehouse.judge(TOTALS)
    come(arrival(FLOWS, BODY, key="k"))
    assert is_due(warehouse)
    run(warehouse)
    assert not is_due(warehouse)
    return warehouse


def test_the_same_bytes_again_are_nothing_new(settled: Warehouse) -> None:
    come(arrival(FLOWS, BODY, key="k", retrieved_at=SEEN_AT + timedelta(days=1)))
    assert not is_due(settled)


def test_a_document_that_is_new_is_due_until_it_is_judged(settled: Warehouse) -> None:
    come(arrival(FLOWS, BODY.replace(b",2015,", b",2016,"), key="k2"))
    assert is_due(settled)
    settled.load(FLOWS)
    assert is_due(settled), "loaded, and not judged"
    settled.judge(FLOWS)
    assert not is_due(settled)


def test_a_document_that_fails_its_suite_is_due_every_time(settled: Warehouse) -> None:
    come(arrival(FLOWS, BODY.replace(b",2015,", b",1015,"), key="k2"))
    for _ in range(2):
        run(settled)
        assert is_due(settled)


def test_a_decision_is_due(settled: Warehouse) -> None:
    document = arrival(FLOWS, BODY, key="k").document_id
    Decisions(settings().landing_dir).add(
        Decision(document, FLOWS.name, "k", "withdraw", "person", SEEN_AT + timedelta(days=1), "a trial")
    )
    assert is_due(settled)
    run(settled)
    assert not is_due(settled)


@pytest.mark.parametrize("code", ["suite", "sql"])
def test_what_reads_and_what_judges_it_is_part_of_it(
    settled: Warehouse, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    def changed(dataset: str) -> str:
        return "changed" if dataset == FLOWS.name else before(dataset)

    before = suite_sha if code == "suite" else load.sql_sha
    if code == "suite":
        monkeypatch.setattr(resources, "suite_sha", changed)
    else:
        monkeypatch.setattr("warehouse.settled.sql_sha", changed)
    assert is_due(settled)


def test_an_attempt_that_failed_is_made_again(settled: Warehouse) -> None:
    settled.outcomes.note(FLOWS.name, "no connection", "unreachable")
    assert is_due(settled)


def test_publishers_are_asked_each_time(settled: Warehouse) -> None:
    assert Warehouse(mode="live").with_work([FLOWS, TOTALS]) == [FLOWS, TOTALS]


def test_a_bundled_document_is_due_until_it_has_come(settled: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Warehouse(mode="snapshot").with_work([TOTALS]) == [TOTALS]
    monkeypatch.setenv("CHOKEPOINT_SNAPSHOT_DIR", str(BUNDLED))
    settings.cache_clear()
    brought = Warehouse(mode="snapshot")
    brought.bring(TOTALS, None)
    brought.load(TOTALS)
    brought.judge(TOTALS)
    assert brought.with_work([TOTALS]) == []
