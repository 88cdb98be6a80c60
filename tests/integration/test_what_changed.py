"""A build of what changed gives the file that a build of everything gives."""

from __future__ import annotations

import json
from pathlib import Path

import dagster as dg
import pytest
from click.testing import CliRunner

from pipelines.defs.transform import AS_BEFORE
from pipelines.people.cli import main
from warehouse.scratch import differences
from warehouse.store import connect

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]


def built(run_ids: list[str]) -> set[str]:
    """The models that these runs made, and not only told of."""
    with dg.DagsterInstance.get() as instance:
        events = [entry.dagster_event for run in run_ids for entry in instance.all_logs(run) if entry.dagster_event]
    return {
        event.asset_key.path[-1]
        for event in events
        if event.event_type_value == "ASSET_MATERIALIZATION"
        and event.asset_key
        and AS_BEFORE not in event.materialization.metadata
    }


def decide(action: str, document: str) -> None:
    """Decide about a document of the USGS's history, which builds, and look at what was made."""
    done = CliRunner().invoke(main, [action, document, "--why", "a trial", "--json"])
    assert done.exit_code == 0, done.output
    made = built(json.loads(done.stdout)["run_ids"])
    assert {"stg_usgs__ds140", "us_history", "document"} <= made
    assert not {"stg_comtrade__trade", "stg_baci__trade", "reconciled_flow", "io_flow", "material_codes"} & made


def test_one_document_less_and_back_again(warehouse_copy: Path, snapshot_warehouse: Path) -> None:
    served = warehouse_copy / "chokepoint.duckdb"
    with connect(served, read_only=True) as con:
        [(document,)] = con.execute(
            "select document_id from provenance.document where dataset = 'usgs__ds140' order by all limit 1"
        ).fetchall()
    decide("withdraw", document)
    verified = CliRunner().invoke(main, ["verify"])
    assert verified.exit_code == 0, verified.output
    decide("restore", document)
    told = {line.split(":")[0] for line in differences(snapshot_warehouse / "chokepoint.duckdb", served)}
    assert told <= {"provenance.decision"}, "all figures are those of before"
