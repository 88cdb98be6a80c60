"""The one dbt asset set: what the numbers mean."""

from collections.abc import Iterator
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, dbt_assets

from pipelines.defs.building import build
from pipelines.defs.dbt import PROJECT
from pipelines.defs.resources import Warehouse
from pipelines.defs.translator import Translator
from pipelines.runs.dbt_manifest import current_manifest
from pipelines.runs.dbt_process import BUILD

# As the translator declares no checks for them. (Cautious: a test that also looks at a model is not one of a seed.)
_WITHOUT_TESTS_OF_SEEDS = ("--exclude", "path:seeds,resource_type:test", "--indirect-selection", "cautious")

AS_BEFORE = "chokepoint/as_before"  # told of a table that was built before, from the same documents and code


@dbt_assets(manifest=current_manifest(), project=PROJECT, name="dbt_models", dagster_dbt_translator=Translator())
def dbt_models(context: dg.AssetExecutionContext, warehouse: Warehouse, dbt: DbtCliResource) -> Iterator[Any]:
    """Build and test every model, without the documents that break one; nothing to do when that is done already."""
    if warehouse.is_built():
        context.log.info("The documents and the code are those of the tables that are there: nothing to build.")
        yield from _as_before(context)
        return
    # current_manifest() has just parsed these very files, so what it kept of the parse is safe to reuse
    arguments = [*BUILD, "--partial-parse", "--exclude-resource-type", "unit_test", *_WITHOUT_TESTS_OF_SEEDS]
    yield from build(context, warehouse, lambda: dbt.cli(arguments, context=context, raise_on_error=False))


def _as_before(context: dg.AssetExecutionContext) -> Iterator[Any]:
    """Tell that the selected tables are there, and that their tests held: else Dagster skips what comes after them."""
    models, metadata = context.assets_def, {AS_BEFORE: True}
    for key in TopologicalSorter(models.asset_deps).static_order():
        if key in context.selected_asset_keys:
            yield dg.Output(None, models.get_output_name_for_asset_key(key), metadata=metadata)
    for check in sorted(context.selected_asset_check_keys):
        yield dg.AssetCheckResult(passed=True, asset_key=check.asset_key, check_name=check.name, metadata=metadata)


defs = dg.Definitions(assets=[dbt_models])
