"""The one dbt asset set: what the numbers mean."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, dbt_assets

from pipelines.dbt_process import BUILD
from pipelines.defs.building import build
from pipelines.defs.dbt import PROJECT, current_manifest
from pipelines.defs.resources import Warehouse
from pipelines.defs.translator import Translator

# As the translator declares no checks for them. (Cautious: a test that also looks at a model is not one of a seed.)
_WITHOUT_TESTS_OF_SEEDS = ("--exclude", "path:seeds,resource_type:test", "--indirect-selection", "cautious")

AS_BEFORE = "chokepoint/as_before"  # told of a table that was built before, from the same documents and code


@dbt_assets(manifest=current_manifest(), project=PROJECT, name="dbt_models", dagster_dbt_translator=Translator())
def dbt_models(context: dg.AssetExecutionContext, warehouse: Warehouse, dbt: DbtCliResource) -> Iterator[Any]:
    """Build and test every model, without the documents that break one; those that are there already stay as they are."""
    if warehouse.is_built():
        context.log.info("The documents and the code are those of the tables that are there: nothing to build.")
        for name in sorted(context.op_execution_context.selected_output_names):
            yield dg.Output(None, name, metadata={AS_BEFORE: True})  # without one, what comes after would be skipped
        return
    # current_manifest() has just parsed these very files, so what it kept of the parse is safe to reuse
    arguments = [*BUILD, "--partial-parse", "--exclude-resource-type", "unit_test", *_WITHOUT_TESTS_OF_SEEDS]
    yield from build(context, warehouse, lambda: dbt.cli(arguments, context=context, raise_on_error=False))


defs = dg.Definitions(assets=[dbt_models])
