"""The one dbt asset set: what the numbers mean."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, dbt_assets

from pipelines.dbt_process import BUILD
from pipelines.defs.dbt import PROJECT, current_manifest
from pipelines.defs.resources import Warehouse
from pipelines.defs.translator import Translator

# As the translator declares no checks for them. (Cautious: a test that also looks at a model is not one of a seed.)
_WITHOUT_TESTS_OF_SEEDS = ("--exclude", "path:seeds,resource_type:test", "--indirect-selection", "cautious")


@dbt_assets(manifest=current_manifest(), project=PROJECT, name="dbt_models", dagster_dbt_translator=Translator())
def dbt_models(context: dg.AssetExecutionContext, warehouse: Warehouse, dbt: DbtCliResource) -> Iterator[Any]:
    """Build and test every model; nothing to do when the serving file holds this build already."""
    if warehouse.is_served():
        context.log.info("The documents and the code are those of the build being served: nothing to build.")
        return
    warehouse.note_attempts()
    # current_manifest() has just parsed these very files, so what it kept of the parse is safe to reuse
    arguments = [*BUILD, "--partial-parse", "--exclude-resource-type", "unit_test", *_WITHOUT_TESTS_OF_SEEDS]
    yield from dbt.cli(arguments, context=context).stream()


defs = dg.Definitions(assets=[dbt_models])
