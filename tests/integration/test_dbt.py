"""dbt's own tests that need no figures: the unit tests of the models, and what must be true of the seeds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.settings import PROJECT_ROOT
from warehouse.landing import Landing
from warehouse.load import open_books
from warehouse.store import connect


@pytest.fixture(scope="module")
def empty_build(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a dbt whose build file has every raw table and model, all of them empty, and the seeds."""
    folder = tmp_path_factory.mktemp("dbt")
    with connect(folder / "build.duckdb") as con:
        open_books(con, Landing(folder / "landing"))
    environment = os.environ | {
        "CHOKEPOINT_BUILD_FILE": str(folder / "build.duckdb"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "DO_NOT_TRACK": "1",
    }
    _dbt(environment, "seed")
    _dbt(environment, "run", "--empty")
    return environment


def test_every_unit_test_of_the_models_holds(empty_build: dict[str, str]) -> None:
    assert "PASS" in _dbt(empty_build, "test", "--select", "test_type:unit")


def test_every_seed_is_what_its_tests_say(empty_build: dict[str, str]) -> None:
    of_seeds = ("--select", "path:seeds,resource_type:test", "--indirect-selection", "cautious")
    assert "PASS" in _dbt(empty_build, "test", *of_seeds)


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
