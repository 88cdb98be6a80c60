"""How a dbt resource shows in Dagster: its group, and which of its tests are checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject

SEEDS = "seeds"


class Translator(DagsterDbtTranslator):
    """Models are grouped by layer, marts by the question that they answer; the tests of seeds are no checks.

    What is true of a seed changes with the code, not with the data: `make test` runs those tests, a refresh does not.
    """

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """seeds, staging, intermediate, or the schema of a mart."""
        if dbt_resource_props["resource_type"] == "seed":
            return SEEDS
        _, layer, *folders = dbt_resource_props["fqn"]
        return str(folders[0]) if layer == "marts" else str(layer)

    def get_asset_check_spec(
        self, asset_spec: dg.AssetSpec, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetCheckSpec | None:
        """A check for each test that a refresh runs, described by its own words or by its rule and columns."""
        test = manifest["nodes"][unique_id]
        if all(parent.startswith("seed.") for parent in test["depends_on"]["nodes"]):
            return None
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        return spec and spec._replace(description=test.get("description") or spec.description or _in_words(test))


def _in_words(test: Mapping[str, Any]) -> str | None:
    """The rule of a generic test, such as "unique key: source, period"; the name of a singular one says its rule."""
    generic = test.get("test_metadata")
    if not generic:
        return str(test["name"]).replace("__", ": ").replace("_", " ")
    arguments = {name: value for name, value in generic["kwargs"].items() if name != "model"}
    told = [", ".join(map(str, value)) if isinstance(value, list) else str(value) for value in arguments.values()]
    return f"{generic['name'].replace('_', ' ')}: {'; '.join(told)}"
