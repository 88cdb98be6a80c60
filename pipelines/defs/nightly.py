"""The jobs, when they run by themselves, and what happens when a source fails in the night."""

from collections.abc import Iterator

import dagster as dg

from pipelines.defs.reporting import STARTED_BY
from pipelines.defs.resources import MODE
from pipelines.runs.notify import notify
from pipelines.settings import settings
from warehouse.outcomes import Outcomes

_RAW = dg.AssetSelection.key_prefixes("raw")

refresh = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description="Bring what is due from every publisher, load, validate, build the marts and publish.",
)

refresh_from_snapshot = dg.define_asset_job(
    "refresh_from_snapshot",
    selection=dg.AssetSelection.all(),
    tags={MODE: "snapshot"},
    executor_def=dg.in_process_executor,
    description="As refresh, from the documents that come with the project: no network is needed.",
)

publish_what_passed = dg.define_asset_job(
    "publish_what_passed",
    selection=dg.AssetSelection.all() - _RAW - dg.AssetSelection.checks_for_assets(),
    executor_def=dg.in_process_executor,
    description="Build and publish from the documents that passed their suites, after a source failed.",
)

nightly_refresh = dg.ScheduleDefinition(
    name="nightly_refresh",
    job=refresh,
    cron_schedule=settings().nightly_at,
    execution_timezone="Asia/Tokyo",
    description="Every night at 02:00 in Tokyo, after the publishers' working day; CHOKEPOINT_NIGHTLY_AT changes it.",
)


@dg.run_failure_sensor(
    name="after_a_failed_refresh",
    monitored_jobs=[refresh],
    request_job=publish_what_passed,
    default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=10,
    description="Notifies once, and publishes what the sources that did not fail brought.",
)
def after_a_failed_refresh(context: dg.RunFailureSensorContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """One notification per failed run; the command line handles its own runs."""
    run = context.dagster_run
    if STARTED_BY in run.tags:
        yield dg.SkipReason("The command line handles its own runs.")
        return
    failed = Outcomes(settings().outcomes_dir).failed()
    notify(
        {
            "event": "refresh failed",
            "run_ids": [run.run_id],
            "problems": [attempt.problem for attempt in failed] or [context.failure_event.message],
        }
    )
    if failed:
        yield dg.RunRequest(run_key=run.run_id, tags={"chokepoint/after": run.run_id})


defs = dg.Definitions(
    jobs=[refresh, refresh_from_snapshot, publish_what_passed],
    schedules=[nightly_refresh],
    sensors=[after_a_failed_refresh],
    executor=dg.in_process_executor,
)
