"""A notification reaches a command and a web hook, and a failing one never stops the caller."""

from __future__ import annotations

import json
import shlex
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from faults.server import Loopback, Reply

from pipelines.runs import notify as module
from pipelines.runs.notify import notify
from pipelines.settings import Settings

EVENT = {"event": "refresh failed", "problems": ["日本: no answer"], "on": date(2026, 11, 21)}
TOLD = {**EVENT, "on": "2026-11-21"}
Configure = Callable[..., Settings]


@pytest.fixture
def configure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Configure:
    def configured(**values: str) -> Settings:
        settings = Settings(data_dir=tmp_path / "data", _env_file=None, **values)
        monkeypatch.setattr(module, "settings", lambda: settings)
        return settings

    return configured


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


def python(*words: str) -> str:
    return shlex.join([sys.executable, *words])


def test_without_settings_nothing_happens(configure: Configure) -> None:
    configure()
    assert notify(EVENT) == []


def test_the_command_gets_the_event_as_json_and_no_shell_reads_its_words(configure: Configure, tmp_path: Path) -> None:
    told = tmp_path / "told $(id); here"
    script = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"
    configure(notify_command=python("-c", script, str(told)))
    assert notify(EVENT) == []
    assert json.loads(told.read_bytes()) == TOLD


def test_the_web_hook_gets_the_event_as_json(configure: Configure, loopback: Loopback) -> None:
    configure(notify_url=loopback.serve("/hook", Reply(b"ok", 200, {"Content-Type": "text/plain"})))
    assert notify(EVENT) == []
    (seen,) = loopback.seen()
    assert (seen.method, seen.headers["Content-Type"]) == ("POST", "application/json")
    assert json.loads(seen.body) == TOLD


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("no-such-program --now", "cannot be run"),
        ("echo 'unclosed", "cannot be read as a command"),
        ("   ", "cannot be run"),
        (python("-c", "import sys; sys.exit('mail server refused')"), "ended with status 1: mail server refused"),
    ],
)
def test_a_command_that_fails_is_told_and_logged(
    configure: Configure, caplog: pytest.LogCaptureFixture, command: str, says: str
) -> None:
    configure(notify_command=command)
    (problem,) = notify(EVENT)
    assert says in problem
    assert says in caplog.text


def test_a_command_that_reads_nothing_is_no_failure(configure: Configure) -> None:
    configure(notify_command=python("-c", "pass"))
    assert notify({"problems": ["x" * 1_000_000]}) == []


def test_a_command_that_hangs_is_stopped_with_its_children(configure: Configure, tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    child = f"import time; time.sleep(1.5); open({str(alive)!r}, 'w')"
    script = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    configure(notify_command=python("-c", script))
    started = time.monotonic()
    (problem,) = notify(EVENT, timeout_s=0.8)
    assert "did not end within 0.8 s" in problem
    assert time.monotonic() - started < 1.5
    time.sleep(1.7)
    assert not alive.exists()


def test_a_web_hook_that_fails_is_told_without_its_address(
    configure: Configure, loopback: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    configured = configure(notify_url=loopback.serve("/services/T0K3N", Reply(b"no such hook", 404)))
    (problem,) = notify(EVENT)
    assert 'status 404 Not Found: "no such hook"' in problem
    assert "T0K3N" not in problem + caplog.text + repr(configured)


def test_a_web_hook_that_is_not_there_is_told(configure: Configure) -> None:
    with Loopback() as gone:
        configure(notify_url=gone.url + "/T0K3N")
    (problem,) = notify(EVENT)
    assert "no connection (Connection refused)" in problem
    assert "CHOKEPOINT_NOTIFY_URL" in problem
    assert "T0K3N" not in problem


@pytest.mark.parametrize("address", ["T0K3N", "hooks.example/T0K3N", "http://[T0K3N", "ftp://hooks.example/T0K3N"])
def test_an_address_that_is_none_is_told_without_showing_it(configure: Configure, address: str) -> None:
    configure(notify_url=address)
    (problem,) = notify(EVENT)
    assert "CHOKEPOINT_NOTIFY_URL" in problem
    assert "T0K3N" not in problem


def test_a_web_hook_is_tried_although_the_command_failed(configure: Configure, loopback: Loopback) -> None:
    configure(notify_command="no-such-program", notify_url=loopback.serve("/hook"))
    assert len(notify(EVENT)) == 1
    assert len(loopback.seen()) == 1


def test_an_event_that_is_no_json_is_told(configure: Configure, loopback: Loopback) -> None:
    circle: dict[str, object] = {}
    circle["self"] = circle
    configure(notify_url=loopback.serve("/hook"))
    (problem,) = notify(circle)
    assert "Circular reference" in problem
