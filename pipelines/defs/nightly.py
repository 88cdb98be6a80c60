"""The one job, and when it runs by itself."""

import dagster as dg

refresh = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description="Bring what is due from every publisher, load, validate, build the marts and publish.",
)

nightly_refresh = dg.ScheduleDefinition(
    name="nightly_refresh",
    job=refresh,
    cron_schedule="0 2 * * *",
    execution_timezone="Asia/Tokyo",
    description="Every night at 02:00 in Tokyo, after the publishers' working day.",
)

defs = dg.Definitions(jobs=[refresh], schedules=[nightly_refresh], executor=dg.in_process_executor)
