"""dbt's resources in Dagster: grouped as readers look for them, and every check that is declared is one that runs."""

from __future__ import annotations

import json
import re

import dagster as dg
import pytest

from pipelines.definitions import defs
from pipelines.runs.dbt_manifest import current_manifest


@pytest.fixture(scope="module")
def graph() -> dg.AssetGraph:  # type: ignore[name-defined]
    return defs.resolve_asset_graph()


def test_marts_are_grouped_by_question_and_the_rest_by_layer(graph: dg.AssetGraph) -> None:  # type: ignore[name-defined]
    group = {key.to_user_string(): graph.get(key).group_name for key in graph.executable_asset_keys}
    assert group["dependence/import_share"] == "dependence"
    assert group["reference/economy"] == "reference"
    assert group["intermediate/int_trade_flow"] == "intermediate"
    assert group["staging/stg_baci__trade"] == "staging"
    assert group["seeds/economies"] == "seeds"
    assert "default" not in group.values()


def test_only_tests_that_a_refresh_runs_are_checks_and_each_says_its_rule(graph: dg.AssetGraph) -> None:  # type: ignore[name-defined]
    nodes = json.loads(current_manifest().read_bytes())["nodes"].values()
    of_seeds_only = {
        node["name"]
        for node in nodes
        if node["resource_type"] == "test" and all(p.startswith("seed.") for p in node["depends_on"]["nodes"])
    }
    declared = {key.name: graph.get_check_spec(key) for key in graph.asset_check_keys}
    assert of_seeds_only and not of_seeds_only & declared.keys()
    assert all(spec.description for spec in declared.values())
    key_rule = next(spec for name, spec in declared.items() if re.match("unique_key_import_share_", name))
    assert key_rule.description and key_rule.description.startswith("unique key: source, evidence")
