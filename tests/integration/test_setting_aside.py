"""What one document breaks takes only that document out: spoilt ones of several sources among the good ones."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from spoilt import CONFLICTING, SPOILT
from warehouses import chokepoint

from pipelines.defs.resources import Warehouse
from pipelines.people.cli import main
from pipelines.runs.setting_aside import SettingAside
from pipelines.settings import settings
from warehouse.errors import ChokepointError
from warehouse.landing import Arrival, Landing
from warehouse.scratch import differences
from warehouse.store import connect

# What tells of documents that are set aside, and of what was found in them.
TELLING = {
    "quality.held_document",
    "quality.load",
    "quality.finding",
    "quality.drift",
    "quality.quarantine",
    "quality.block_state",  # an attempt that failed stands in it
    "provenance.decision",
}
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]


@dataclass(frozen=True)
class Ended:
    """A refresh that met spoilt documents."""

    folder: Path
    exit_code: int
    outcome: dict[str, Any]

    @property
    def serving(self) -> Path:
        return self.folder / "chokepoint.duckdb"

    def rows(self, query: str) -> list[Any]:
        with connect(self.serving, read_only=True) as con:
            return con.execute(query).fetchall()


def refreshed_with(good: Path, folder: Path, spoilt: Iterable[Arrival]) -> Ended:
    """A copy of the built warehouse in which these documents landed, refreshed by the command line."""
    shutil.copytree(good, folder)
    for one in spoilt:
        assert Landing(folder / "landing").land(one).is_new
    done = chokepoint(folder, "refresh", "--landed", "--json")
    assert done.stdout, done.stderr
    return Ended(folder, done.returncode, json.loads(done.stdout))


def figures_that_differ(one: Path, other: Path) -> list[str]:
    return [told for told in differences(one, other) if told.split(":")[0] not in TELLING]


@pytest.fixture(scope="module")
def ended(snapshot_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """After every spoilt document came at once."""
    folder = tmp_path_factory.mktemp("spoilt") / "data"
    return refreshed_with(snapshot_warehouse, folder, [*SPOILT.values(), CONFLICTING])


@pytest.fixture
def here(ended: Ended, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ended]:
    """The same, for commands of this process."""
    monkeypatch.setenv("CHOKEPOINT_DATA_DIR", str(ended.folder))
    monkeypatch.setenv("CHOKEPOINT_BUILD_FILE", str(ended.folder / "build.duckdb"))
    monkeypatch.setenv("DAGSTER_HOME", str(ended.folder / "dagster"))
    monkeypatch.setenv("COLUMNS", "400")
    settings.cache_clear()
    yield ended
    settings.cache_clear()


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_what_is_published_is_what_the_good_documents_give(ended: Ended, snapshot_warehouse: Path) -> None:
    assert ended.outcome["is_published"] and ended.exit_code == 1
    assert figures_that_differ(snapshot_warehouse / "chokepoint.duckdb", ended.serving) == []


def test_the_published_file_says_which_documents_are_missing_and_by_whom(ended: Ended) -> None:
    told = dict(ended.rows("select document_id, held_by from quality.held_document"))
    assert told == {
        SPOILT["a table that cannot be read"].document_id: "load",
        SPOILT["a suite that fails"].document_id: "suite",
        SPOILT["a key that occurs twice"].document_id: "data test",
        SPOILT["sums that do not add up"].document_id: "data test",
        SPOILT["a model that fails"].document_id: "model",
        SPOILT["a model that fails at the root"].document_id: "model",
        CONFLICTING.document_id: "data test",
    }
    assert ended.rows("select count(*) from quality.held_document where reason is null or next_step is null") == [(0,)]
    assert sorted(ended.rows("select document_id from provenance.decision where action = 'hold'")) == sorted(
        (document,) for document, by in told.items() if by in ("data test", "model")
    )


def test_each_problem_is_one_line_with_the_rule_the_rows_the_document_and_the_two_commands(ended: Ended) -> None:
    problems = ended.outcome["problems"]
    assert not [line for line in problems if "\n" in line or "Traceback" in line or "dbt" in line or "log" in line]
    for name, one in {**SPOILT, "a conflict": CONFLICTING}.items():
        (line,) = [line for line in problems if one.document_id in line]
        assert f"{one.dataset} {one.key}" in line, name
        assert "expected" in line, name
        assert line.rstrip(".").endswith(
            f"Look at it: chokepoint documents {one.document_id}. "
            f"Withdraw it: chokepoint withdraw {one.document_id} --why REASON"
        ), name
    by_rule = {one.key: line for line in problems for one in [*SPOILT.values(), CONFLICTING] if one.document_id in line}
    twice = by_rule["study-2020"]
    assert '"in stg_eu_criticality__score each combination of edition, commodity occurs once"; 1 row is not so' in twice
    assert "edition 2011, commodity Gallium, rows 3; beside document " in twice
    assert "which served before" in by_rule["ds140-rare-earths-again"]
    assert "with this document it fails: " in by_rule["CHN-2021"]


def test_status_leads_with_what_is_missing_and_ends_with_1(here: Ended) -> None:
    shown = run("status")
    assert shown.exit_code == 1
    assert shown.stdout.startswith("Missing from what is served, because they are set aside: 7 documents")
    rows = {row["dataset"]: row for row in json.loads(run("status", "--json").stdout)}
    assert [one["document_id"] for one in rows["usgs__ds140"]["held"]] == [CONFLICTING.document_id]
    assert rows["usgs__ds140"]["state"] == "held" and rows["mic_io__table"]["state"] == "passed"
    listed = json.loads(run("documents", "--held", "--json").stdout)
    assert len(listed) == 7 and {row["state"] for row in listed} == {"held"}


def test_the_asset_of_its_table_shows_a_document_that_the_models_set_aside(here: Ended) -> None:
    import dagster as dg

    one = SPOILT["a key that occurs twice"]
    with dg.DagsterInstance.get() as instance:
        (record,) = instance.fetch_observations(dg.AssetKey(["raw", one.dataset]), limit=5).records
    observed = record.asset_observation
    assert observed and observed.metadata["documents_held"].value == 1
    assert one.document_id in str(observed.metadata["held"].value)
    assert f"chokepoint withdraw {one.document_id}" in str(observed.metadata["held"].value)


def test_refreshing_again_builds_nothing_and_tries_nothing_again(here: Ended) -> None:
    before = here.serving.read_bytes()
    assert Warehouse(mode="landed").is_served() and Warehouse(mode="landed").is_told()
    outcome = json.loads(run("refresh", "--landed", "--json", "--source", "oecd_io").stdout)
    assert (outcome["is_success"], outcome["summary"]) == (True, "Nothing new: the build being served is current.")
    assert here.serving.read_bytes() == before


def test_a_rule_that_no_document_explains_is_told_and_keeps_what_is_served(here: Ended, tmp_path: Path) -> None:
    """The files of the last run of dbt, in which one test would have failed whatever the documents are."""
    runs = Path(os.environ["DBT_TARGET_PATH"]).glob("*/run_results.json")
    newest = max(runs, key=lambda path: path.stat().st_mtime)
    results = json.loads(newest.read_bytes())
    (test,) = [one for one in results["results"] if "unique_key_world_total" in one["unique_id"]]
    test |= {
        "status": "fail",
        "compiled_code": "select 1 as one",
        "message": "Got 1 result, configured to fail if != 0",
    }
    shutil.copy(newest.with_name("manifest.json"), tmp_path)
    (tmp_path / "run_results.json").write_text(json.dumps(results | {"results": [test]}))
    with pytest.raises(ChokepointError) as told:
        SettingAside(settings()).after(tmp_path)
    assert "cannot be traced to a document: in world_total each combination of " in str(told.value)
    assert "the last good build goes on serving" in str(told.value)
    assert Warehouse(mode="landed").is_served()


def test_tables_that_are_not_of_the_build_that_is_due_are_not_published_under_its_name(here: Ended) -> None:
    (document,) = here.rows("select document_id from provenance.document where dataset = 'mic_io__table'")[0]
    before = here.serving.read_bytes()
    assert run("withdraw", document, "--why", "to see", "--later").exit_code == 0
    with pytest.raises(ChokepointError, match="Materialise the models"):
        Warehouse(mode="landed").publish()
    assert here.serving.read_bytes() == before
    assert run("restore", document, "--later").exit_code == 0
    assert Warehouse(mode="landed").publish().build_id == Warehouse(mode="landed").build_id()


@pytest.mark.reliability
@pytest.mark.parametrize("seed", range(4))
def test_any_spoilt_documents_among_the_good_ones_leave_what_the_good_ones_give(
    seed: int, snapshot_warehouse: Path, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    chosen = chance.sample(sorted(SPOILT), chance.randint(1, len(SPOILT)))
    some = refreshed_with(snapshot_warehouse, tmp_path / "data", [SPOILT[name] for name in chosen])
    assert figures_that_differ(snapshot_warehouse / "chokepoint.duckdb", some.serving) == []
    held = {document for (document,) in some.rows("select document_id from quality.held_document")}
    assert held == {SPOILT[name].document_id for name in chosen}
