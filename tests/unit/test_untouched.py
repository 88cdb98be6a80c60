"""What need not be built anew, on the project's own manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from pipelines.runs.dbt_manifest import current_manifest
from pipelines.runs.untouched import untouched


@pytest.fixture(scope="module")
def manifest() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(current_manifest().read_bytes())
    return found


def names(nodes: set[str]) -> set[str]:
    return {node.split(".")[2] for node in nodes}


def above(manifest: Mapping[str, Any], node: str) -> set[str]:
    """All that a node is made from."""
    found: set[str] = set()
    todo = [node]
    while todo:
        new = set(manifest["parent_map"].get(todo.pop(), [])) - found
        found |= new
        todo += new
    return found


def test_where_every_dataset_changed_only_what_rests_on_seeds_is_left(manifest: Mapping[str, Any]) -> None:
    left = untouched(manifest, {source["name"] for source in manifest["sources"].values()})
    models = {node for node in manifest["nodes"] if node.startswith("model.")}
    of_seeds = {node for node in models if not any(one.startswith("source.") for one in above(manifest, node))}
    assert left == of_seeds and "code_set" in names(left)


def test_a_change_of_production_figures_leaves_trade_alone_and_the_other_way_round(manifest: Mapping[str, Any]) -> None:
    of_trade = names(untouched(manifest, {"comtrade__trade"}))
    assert {"stg_usgs__world_figure", "int_production", "production_share", "stg_baci__trade"} <= of_trade
    assert not {"stg_comtrade__trade", "int_trade_flow", "import_share", "import_concentration"} & of_trade
    of_production = names(untouched(manifest, {"usgs__mcs_long"}))
    assert {"stg_comtrade__trade", "int_trade_flow", "reconciled_flow"} <= of_production
    assert not {"int_production", "production_share", "stg_usgs__mcs_long"} & of_production


def test_what_tells_of_every_document_is_always_built(manifest: Mapping[str, Any]) -> None:
    left = names(untouched(manifest, {"worldbank__indicator"}))
    assert not {"document", "held_document", "freshness", "coverage", "block_state", "stg_books__sighting"} & left


def test_a_model_is_built_where_one_that_it_is_made_from_is(manifest: Mapping[str, Any]) -> None:
    """But for the staging models of other publishers, which read of the books what is theirs."""
    left = untouched(manifest, {"exchange_rates__ecb"})
    for node in left:
        parents = {parent for parent in manifest["parent_map"][node] if not parent.startswith("seed.")}
        if "staging" not in manifest["nodes"][node]["fqn"]:
            assert parents <= left, node
