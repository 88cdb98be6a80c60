"""dbt ends with the process that started it, and takes no option from the machine's environment."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.runs.dbt_process import dbt_environment
from pipelines.settings import Settings
from warehouse.leftovers import is_running

CHILD = """
import os, time
from pipelines.runs.dbt_process import end_with_parent
end_with_parent()
print(os.getpid(), flush=True)
time.sleep(60)
"""
PARENT = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"


def test_it_ends_when_the_process_that_started_it_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT, CHILD], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert is_running(child)
        parent.kill()
    end = time.monotonic() + 5
    while Path(f"/proc/{child}").exists() and _state(child) != "Z" and time.monotonic() < end:
        time.sleep(0.02)
    assert time.monotonic() < end


def test_it_does_not_begin_when_that_process_has_ended_already() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    environment = {**os.environ, "CHOKEPOINT_DBT_STARTER": str(ended.pid)}
    done = subprocess.run([sys.executable, "-c", CHILD], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")


def test_no_option_of_the_machine_reaches_dbt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBT_RESOURCE_TYPES", "model")
    monkeypatch.setenv("DBT_EMPTY", "1")
    monkeypatch.setenv("DBT_TARGET_PATH", "elsewhere")
    given = dbt_environment(Settings(data_dir=tmp_path), tmp_path / "build.duckdb", tmp_path / "logs")
    assert {name: value for name, value in given.items() if name.startswith("DBT_")} == {
        "DBT_TARGET_PATH": "elsewhere",
        "DBT_LOG_LEVEL_FILE": "info",
        "DBT_LOG_PATH": str(tmp_path / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    assert given["CHOKEPOINT_BUILD_FILE"] == str(tmp_path / "build.duckdb")


def _state(process: int) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"
