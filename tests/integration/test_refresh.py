"""The refresh as a person runs it: what stops it, what it says, and that running it again changes nothing."""

from __future__ import annotations

import gzip
import json
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from click.testing import CliRunner
from warehouses import BUNDLED, holding

from pipelines.defs.transform import AS_BEFORE
from pipelines.http.policy import POLICIES, Policy
from pipelines.people.cli import main
from pipelines.settings import settings
from warehouse.landing import Landing
from warehouse.scratch import differences
from warehouse.store import connect

JAPAN = "comtrade__trade/A-392-M-2846-2023.json.gz"

# Dagster announces what is new in it; the code under test raises no warning of its own.
pytestmark = pytest.mark.filterwarnings("default")


@dataclass(frozen=True)
class Ended:
    """How a refresh ended: exit code and problems, the steps that each of its runs began, and what was built."""

    exit_code: int
    summary: str
    problems: list[str]
    steps: list[list[str]]
    built: list[str]


@pytest.fixture
def refresh(warehouse_copy: Path) -> Callable[..., Ended]:
    """Run `chokepoint refresh` on the copied warehouse."""

    def run(*options: str) -> Ended:
        result = CliRunner().invoke(main, ["refresh", "--json", *options])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        outcome = json.loads(result.stdout)
        assert result.stderr.splitlines() == outcome["problems"], "each problem is told once, on a line of its own"
        steps, built = _events(outcome["run_ids"])
        return Ended(result.exit_code, outcome["summary"], outcome["problems"], steps, built)

    return run


def _events(run_ids: list[str]) -> tuple[list[list[str]], list[str]]:
    """What the instance, which the UI shows too, has of these runs."""
    steps: list[list[str]] = []
    built: list[str] = []
    if not run_ids:
        return steps, built
    with dg.DagsterInstance.get() as instance:
        for run_id in run_ids:
            events = [entry.dagster_event for entry in instance.all_logs(run_id) if entry.dagster_event]
            steps.append([str(event.step_key) for event in events if event.event_type_value == "STEP_START"])
            built += [
                str(event.asset_key)
                for event in events
                if event.event_type_value == "ASSET_MATERIALIZATION"
                and event.asset_key.path[0] != "raw"
                and AS_BEFORE not in event.materialization.metadata
            ]
    return steps, built


@pytest.fixture
def served(warehouse_copy: Path) -> Iterator[Path]:
    """The serving file, which none of these refreshes may touch."""
    path = warehouse_copy / "chokepoint.duckdb"
    before = (path.read_bytes(), path.stat().st_ino, path.stat().st_mtime_ns)
    yield path
    assert (path.read_bytes(), path.stat().st_ino, path.stat().st_mtime_ns) == before
    assert not list(warehouse_copy.glob("chokepoint.next*"))


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the bundled snapshot that may be changed, for the refreshes of this test."""
    folder = Path(shutil.copytree(BUNDLED, tmp_path / "bundle"))
    monkeypatch.setenv("CHOKEPOINT_SNAPSHOT_DIR", str(folder))
    return folder


def test_breaking_one_partner_row_fails_the_check_and_the_file_says_which_document_is_missing(
    bundle: Path, refresh: Callable[..., Ended], warehouse_copy: Path, snapshot_warehouse: Path
) -> None:
    answer = json.loads(gzip.decompress((bundle / JAPAN).read_bytes()))
    (china,) = [row for row in answer["data"] if row["partnerCode"] == 156]
    china |= {"primaryValue": 1.0, "cifvalue": 1.0}
    relist(bundle, JAPAN, json.dumps(answer).encode())
    ended = refresh("--snapshot", "--source", "comtrade")
    assert ended.exit_code == 1
    (problem,) = ended.problems
    assert "A-392-M-2846-2023" in problem
    assert "expected the World row is the sum of the partner rows within 0.1 %" in problem
    assert "world 303,049,221.768" in problem
    assert "raw__comtrade__trade_suite" in ended.steps[0]
    assert not [step for step in ended.steps[0] if not step.startswith("raw__")], "the check stopped that run"
    assert ended.built == [str(dg.AssetKey(["published", "chokepoint"]))], "no model was built: no figure is new"
    served = warehouse_copy / "chokepoint.duckdb"
    with connect(served, read_only=True) as con:
        (missing,) = con.execute("select key, held_by, serves_instead from quality.held_document").fetchall()
    assert missing[:2] == ("A-392-M-2846-2023", "suite") and missing[2] in problem_free(served)
    told = {line.split(":")[0] for line in differences(snapshot_warehouse / "chokepoint.duckdb", served)}
    assert told == {"quality.held_document"}, "the other tables are those of the build before"


def problem_free(served: Path) -> set[str]:
    """The documents that the published figures rest on."""
    with connect(served, read_only=True) as con:
        return {document for (document,) in con.execute("select document_id from provenance.document").fetchall()}


def relist(bundle: Path, file: str, body: bytes) -> None:
    """Replace a bundled document, and list it with the hash that it has and a later time."""
    (bundle / file).write_bytes(gzip.compress(body, mtime=0))
    entries: list[dict[str, Any]] = json.loads((bundle / "manifest.json").read_bytes())
    (entry,) = [entry for entry in entries if entry["file"] == file]
    entry |= {"sha256": sha256(body).hexdigest(), "bytes": len(body), "retrieved_at": "2026-11-22T00:00:00+00:00"}
    (bundle / "manifest.json").write_text(json.dumps(entries))


def test_a_bundled_document_whose_hash_does_not_match_stops_the_refresh(
    bundle: Path, refresh: Callable[..., Ended], served: Path
) -> None:
    (bundle / JAPAN).write_bytes(gzip.compress(b'{"count": 0, "data": [], "error": ""}'))
    ended = refresh("--snapshot", "--source", "comtrade")
    assert ended.exit_code == 1
    (problem,) = ended.problems
    assert problem.startswith("the bundled snapshot, ") and JAPAN in problem
    assert "expected a document with SHA-256 " in problem and "; came " in problem
    assert "scripts/compile_snapshot.py" in problem
    assert ended.built == []


def test_refreshing_again_changes_nothing(warehouse_copy: Path, refresh: Callable[..., Ended], served: Path) -> None:
    landing = Landing(warehouse_copy / "landing")
    before = list(landing.entries())
    ended = refresh("--snapshot")
    assert (ended.exit_code, ended.problems) == (0, [])
    assert ended.summary == "Nothing new: the build being served is current."
    assert list(landing.entries()) == before, "no new document"
    assert (ended.steps, ended.built) == ([], []), "no run: there is nothing to do"


def test_a_publisher_that_cannot_be_reached_is_told_in_one_line_that_names_the_snapshot(
    refresh: Callable[..., Ended], served: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    monkeypatch.setenv("CHOKEPOINT_BASE_URLS", json.dumps({"usgs": address}))
    monkeypatch.setitem(POLICIES, "usgs", Policy(per_second=1000, retries=0))
    settings.cache_clear()
    ended = refresh("--source", "usgs")
    assert ended.exit_code == 1
    (problem,) = ended.problems
    assert "no connection" in problem and "chokepoint refresh --snapshot" in problem
    assert ended.built == []


def test_a_second_refresh_at_the_same_time_says_who_holds_the_lock(
    warehouse_copy: Path, refresh: Callable[..., Ended], served: Path
) -> None:
    with holding(warehouse_copy) as holder:
        result = CliRunner().invoke(main, ["refresh", "--snapshot", "--source", "usgs"])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Another refresh is writing to {warehouse_copy}: run 4711, process {holder.pid}, ")


@pytest.mark.parametrize("place", ["outcomes", "dagster/history/runs.db"])
def test_a_place_that_cannot_be_written_to_is_told_and_ends_the_refresh(
    warehouse_copy: Path, refresh: Callable[..., Ended], served: Path, place: str
) -> None:
    in_the_way = warehouse_copy / place
    shutil.rmtree(in_the_way) if in_the_way.is_dir() else in_the_way.unlink()
    in_the_way.mkdir() if place.endswith(".db") else in_the_way.touch()
    with connect(warehouse_copy / "build.duckdb") as con:
        con.execute("delete from raw.settled")  # else there is nothing to do, and nothing to note
    ended = refresh("--snapshot", "--source", "usgs")
    assert ended.exit_code == 1
    assert ended.summary in {"Nothing was published.", "The refresh broke off."}
    assert ended.problems and not any("Traceback" in problem for problem in ended.problems)
    assert any(problem for problem in ended.problems if str(warehouse_copy) in problem), ended.problems
    assert ended.built == []


def test_an_unknown_source_is_told_with_those_that_there_are(warehouse_copy: Path, served: Path) -> None:
    result = CliRunner().invoke(main, ["refresh", "--snapshot", "--source", "comtrad"])
    assert result.exit_code == 1
    assert result.stderr.startswith("There is no source 'comtrad'. Sources: ")
    assert "comtrade" in result.stderr and "usgs" in result.stderr
