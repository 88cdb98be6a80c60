"""A run whose process died does not hold up the ones after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from pipelines.defs import dead_runs
from pipelines.defs.dead_runs import runs_that_died
from pipelines.runs.lock import writer_lock
from pipelines.settings import Settings


@dg.job
def refresh() -> None:
    """Stands for any job."""


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    monkeypatch.setattr(dead_runs, "settings", lambda: Settings(data_dir=tmp_path))
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def started(instance: dg.DagsterInstance) -> str:
    run = instance.create_run_for_job(refresh)
    instance.report_dagster_event(
        dg.DagsterEvent(event_type_value="PIPELINE_START", job_name="refresh", message="started"), run.run_id
    )
    assert status(instance, run.run_id) == dg.DagsterRunStatus.STARTED
    return run.run_id


def status(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    run = instance.get_run_by_id(run_id)
    assert run
    return run.status


def tick(instance: dg.DagsterInstance, cursor: str | None = None) -> str | None:
    context = dg.build_sensor_context(instance=instance, cursor=cursor)
    runs_that_died(context)
    return context.cursor


def test_a_run_that_nobody_holds_the_warehouse_for_is_failed_at_the_second_look(instance: dg.DagsterInstance) -> None:
    run_id = started(instance)
    cursor = tick(instance)
    assert status(instance, run_id) == dg.DagsterRunStatus.STARTED
    tick(instance, cursor)
    assert status(instance, run_id) == dg.DagsterRunStatus.FAILURE


def test_a_run_that_holds_the_warehouse_is_left_alone(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run_id = started(instance)
    with writer_lock(tmp_path, f"run {run_id}"):
        tick(instance, tick(instance))
    assert status(instance, run_id) == dg.DagsterRunStatus.STARTED


def test_a_run_that_was_between_its_start_and_the_warehouse_is_left_alone(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    run_id = started(instance)
    cursor = tick(instance)
    with writer_lock(tmp_path, f"run {run_id}"):
        cursor = tick(instance, cursor)
    tick(instance, cursor)
    assert status(instance, run_id) == dg.DagsterRunStatus.STARTED
