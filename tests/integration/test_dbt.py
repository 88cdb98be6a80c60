"""dbt's own tests that need no figures: the unit tests of the models, and what must be true of the seeds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pipelines.runs.dbt_process import BUILD
from pipelines.settings import PROJECT_ROOT
from warehouse.landing import Landing
from warehouse.load import open_books
from warehouse.store import connect


def test_the_unit_tests_of_the_models_and_the_tests_of_the_seeds_hold(tmp_path: Path) -> None:
    """On a build file with every raw table and model, all empty, and the seeds, one of which gained a column."""
    with connect(tmp_path / "build.duckdb") as con:
        open_books(con, Landing(tmp_path / "landing"))
        con.execute("create schema seeds")
        con.execute("create table seeds.stages as select 'ore' as stage")
    environment = os.environ | {
        "CHOKEPOINT_BUILD_FILE": str(tmp_path / "build.duckdb"),
        "DBT_TARGET_PATH": str(tmp_path / "target"),
        "DBT_LOG_PATH": str(tmp_path / "logs"),
        "DO_NOT_TRACK": "1",
    }
    _dbt(environment, *BUILD, "--empty", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
    asked = ("test_type:unit", "path:seeds,resource_type:test")
    tested = _dbt(environment, "test", "--indirect-selection", "cautious", "--select", *asked)
    assert "unit_test" in tested and "accepted_values" in tested


def _dbt(environment: dict[str, str], *arguments: str) -> str:
    project = str(PROJECT_ROOT / "dbt_project")
    command = [str(Path(sys.executable).with_name("dbt")), "--partial-parse", *arguments]
    done = subprocess.run(
        [*command, "--project-dir", project, "--profiles-dir", project],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    return done.stdout
