"""What listens where, and that the service files start what is installed."""

from __future__ import annotations

import configparser
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.people.cli import main
from pipelines.settings import PROJECT_ROOT, settings

UNITS = sorted((PROJECT_ROOT / "deploy").glob("*.service"))
INSTALLED = "/opt/chokepoint"


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The command that `chokepoint ui` becomes."""
    command: list[str] = []
    monkeypatch.setattr(os, "execv", lambda path, arguments: command.extend([path, *arguments]))
    monkeypatch.setenv("CHOKEPOINT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    settings.cache_clear()
    yield command
    settings.cache_clear()


def host_of(command: list[str]) -> str:
    return command[command.index("-h") + 1]


def test_the_ui_listens_on_loopback_unless_told_otherwise(started: list[str]) -> None:
    assert CliRunner().invoke(main, ["ui"]).exit_code == 0
    assert host_of(started) == "127.0.0.1"


def test_the_ui_listens_elsewhere_when_told(started: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHOKEPOINT_UI_HOST", "0.0.0.0")
    settings.cache_clear()
    CliRunner().invoke(main, ["ui"])
    assert host_of(started) == "0.0.0.0"


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_service_starts_what_is_installed_and_may_write_its_data_only(unit: Path) -> None:
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read(unit)
    service = parsed["Service"]
    program, *arguments = service["ExecStart"].split()
    assert program.startswith(f"{INSTALLED}/.venv/bin/")
    assert Path(sys.executable).with_name(Path(program).name).exists()
    files = [one.replace(INSTALLED, str(PROJECT_ROOT)) for one in arguments if one.startswith(INSTALLED)]
    assert files and all(Path(one).exists() for one in files)
    assert (service["User"], service["ProtectSystem"], service["NoNewPrivileges"]) == ("chokepoint", "strict", "true")
    if "-h" in arguments:
        assert host_of(arguments) == "127.0.0.1"


def test_both_services_are_there() -> None:
    assert [unit.stem for unit in UNITS] == ["chokepoint-daemon", "chokepoint-ui"]
