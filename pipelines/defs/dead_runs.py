"""Runs whose process died: told as failed, so that the next one may start.

A run that was killed, or that the power took away, stays "started" in Dagster's books. One run at a time may be, so
the schedule would wait for it for ever.
"""

from collections.abc import Iterable

import dagster as dg

from pipelines.runs.lock import is_held
from pipelines.settings import settings


@dg.sensor(
    name="runs_that_died",
    default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=30,
    description="Marks runs as failed that are said to be running while nobody holds the warehouse.",
)
def runs_that_died(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """A run holds the warehouse from its first step to its last: one found without it twice in a row is dead."""
    started = context.instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))
    suspects = {run.run_id: run for run in started if not is_held(settings().data_dir)}
    dead = suspects.keys() & set((context.cursor or "").split())
    for run_id in sorted(dead):
        context.instance.report_run_failed(
            suspects[run_id], "Its process ended without a word: nobody holds the warehouse."
        )
    context.update_cursor(" ".join(sorted(suspects.keys() - dead)))
    return dg.SkipReason(_told(dead, suspects))


def _told(dead: Iterable[str], suspects: Iterable[str]) -> str:
    if dead:
        return f"Marked as failed: {', '.join(sorted(dead))}."
    waiting = ", ".join(sorted(suspects))
    return f"Nobody holds the warehouse for {waiting}: looking again." if waiting else "No run died."


defs = dg.Definitions(sensors=[runs_that_died])
