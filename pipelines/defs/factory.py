"""The shape that every ingest has: an asset that fetches, lands and loads, and its blocking check."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import dagster as dg

from pipelines.defs import metadata
from pipelines.defs.resources import Warehouse
from pipelines.sources.contract import Dataset

# One partition definition for every source, because the assets of one job must share it: the calendar year that the
# figures are about, or the year of the edition.
YEARS = dg.TimeWindowPartitionsDefinition(
    start=datetime(1962, 1, 1),  # noqa: DTZ001 (Dagster adds the zone)
    fmt="%Y",
    cron_schedule="0 0 1 1 *",
    end_offset=1,
    timezone="Asia/Tokyo",
)

_EMPTY = "No document has been loaded: there is nothing to judge. `chokepoint plan` says what a refresh would ask for."


def ingest(*datasets: Dataset, stale_after: timedelta) -> dg.Definitions:
    """An asset and a blocking check for each dataset of a publisher; late after `stale_after` without a refresh."""
    return dg.Definitions(
        assets=[_asset(dataset, stale_after) for dataset in datasets],
        asset_checks=[_check(dataset) for dataset in datasets],
    )


def key_of(dataset: Dataset) -> dg.AssetKey:
    """The asset key of a raw table."""
    return dg.AssetKey(["raw", dataset.name])


def _asset(dataset: Dataset, stale_after: timedelta) -> dg.AssetsDefinition:
    @dg.asset(
        key=key_of(dataset),
        group_name=dataset.source,
        kinds={dataset.media, "duckdb"},
        description=f"{dataset.title}. {dataset.publisher}. {dataset.licence}. Documentation: {dataset.documentation}",
        partitions_def=YEARS if dataset.partitioned else None,
        backfill_policy=dg.BackfillPolicy.single_run() if dataset.partitioned else None,
        freshness_policy=dg.FreshnessPolicy.time_window(fail_window=stale_after),
        tags={"publisher": dataset.source},
    )
    def raw_table(context: dg.AssetExecutionContext, warehouse: Warehouse) -> dg.MaterializeResult:  # type: ignore[type-arg]
        brought = warehouse.bring(dataset, _asked(context))
        accounts, overview = warehouse.load(dataset)
        _note_partitions(context, dataset, brought.partitions)
        return dg.MaterializeResult(metadata=metadata.of_load(dataset, brought, accounts, overview))

    return raw_table


def _check(dataset: Dataset) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=key_of(dataset),
        name="suite",
        blocking=True,
        description=f"expectations/suites/{dataset.name}.py holds for every document that was loaded",
    )
    def suite(warehouse: Warehouse) -> dg.AssetCheckResult:
        verdict = warehouse.judge(dataset)
        is_empty = verdict.is_passed and not verdict.findings
        return dg.AssetCheckResult(
            passed=verdict.is_passed and not is_empty,
            severity=dg.AssetCheckSeverity.WARN if is_empty else dg.AssetCheckSeverity.ERROR,
            description=_EMPTY if is_empty else None if verdict.is_passed else str(verdict),
            metadata=metadata.of_verdict(verdict),
        )

    return suite


def _asked(context: dg.AssetExecutionContext) -> Sequence[str] | None:
    """The years that a run asks for; None for a run without partitions, which brings what is due."""
    has_keys = context.has_partition_key or context.has_partition_key_range
    return list(context.partition_keys) if has_keys and context.assets_def.partitions_def else None


def _note_partitions(context: dg.AssetExecutionContext, dataset: Dataset, partitions: Sequence[str]) -> None:
    """Mark each year that a run without partitions brought, so that the UI shows it as materialised."""
    if dataset.partitioned and _asked(context) is None:
        for partition in partitions:
            context.log_event(dg.AssetMaterialization(key_of(dataset), partition=partition))
