"""The one dbt asset set: what the numbers mean."""

import json
from collections.abc import Iterator
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliInvocation, DbtCliResource, dbt_assets

from pipelines.defs.building import build
from pipelines.defs.dbt import PROJECT
from pipelines.defs.resources import Warehouse
from pipelines.defs.translator import Translator
from pipelines.runs.dbt_manifest import current_manifest
from pipelines.runs.dbt_process import BUILD
from pipelines.runs.untouched import untouched

# Tests of seeds alone are left out, as the translator declares no checks for them. (Cautious: one that also looks at a
# model is not of them; and what is left out takes with it the tests that look at nothing else.)
_LEFT_OUT = "path:seeds,resource_type:test"

AS_BEFORE = "chokepoint/as_before"  # told of a table that was built before, from the same documents and code


@dbt_assets(manifest=current_manifest(), project=PROJECT, name="dbt_models", dagster_dbt_translator=Translator())
def dbt_models(context: dg.AssetExecutionContext, warehouse: Warehouse, dbt: DbtCliResource) -> Iterator[Any]:
    """Build and test each model that rests on what changed, without the documents that break one."""
    if warehouse.is_built():
        context.log.info("The documents and the code are those of the tables that are there: nothing to build.")
        yield from _with_the_rest(context, iter(()))
    else:
        yield from _with_the_rest(context, build(context, warehouse, lambda changed: _dbt(context, dbt, changed)))


def _dbt(context: dg.AssetExecutionContext, dbt: DbtCliResource, changed: set[str] | None) -> DbtCliInvocation:
    """Start dbt on what rests on the datasets that changed; on everything where that is not known."""
    left_out = [_LEFT_OUT]
    if changed is not None:
        manifest = json.loads(current_manifest().read_bytes())
        left = sorted(manifest["nodes"][node]["name"] for node in untouched(manifest, changed))
        context.log.info(
            f"Changed: {', '.join(sorted(changed)) or 'the books alone'}. {len(left)} models rest on none."
        )
        left_out += ["resource_type:seed", *left]
    # current_manifest() has just parsed these very files, so what it kept of the parse is safe to reuse
    arguments = [*BUILD, "--partial-parse", "--exclude-resource-type", "unit_test", "--indirect-selection", "cautious"]
    arguments += ["--exclude", " ".join(left_out)]
    return dbt.cli(arguments, context=context, raise_on_error=False)


def _with_the_rest(context: dg.AssetExecutionContext, events: Iterator[Any]) -> Iterator[Any]:
    """These events, and that the other selected tables are there and their tests held: else Dagster skips what follows.

    A table that is as it was is told before those that are made from it.
    """
    models, metadata = context.assets_def, {AS_BEFORE: True}
    order = [key for key in TopologicalSorter(models.asset_deps).static_order() if key in context.selected_asset_keys]
    tables: set[dg.AssetKey] = set()
    checks: set[dg.AssetCheckKey] = set()

    def as_before(keys: list[dg.AssetKey]) -> Iterator[dg.Output[None]]:
        for key in keys:
            if key not in tables:
                tables.add(key)
                yield dg.Output(None, models.get_output_name_for_asset_key(key), metadata=metadata)

    for event in events:
        if isinstance(event, dg.Output):
            key = context.asset_key_for_output(event.output_name)
            above = _above(models, key)
            yield from as_before([one for one in order if one in above])
            tables.add(key)
        elif isinstance(event, dg.AssetCheckResult) and event.asset_key and event.check_name:
            checks.add(dg.AssetCheckKey(event.asset_key, event.check_name))
        yield event
    yield from as_before(order)
    for check in sorted(context.selected_asset_check_keys - checks):
        yield dg.AssetCheckResult(passed=True, asset_key=check.asset_key, check_name=check.name, metadata=metadata)


def _above(models: dg.AssetsDefinition, key: dg.AssetKey) -> set[dg.AssetKey]:
    """The tables that a table is made from, directly or not."""
    found: set[dg.AssetKey] = set()
    todo = [key]
    while todo:
        new = models.asset_deps.get(todo.pop(), set()) - found
        found |= new
        todo += new
    return found


defs = dg.Definitions(assets=[dbt_models])
