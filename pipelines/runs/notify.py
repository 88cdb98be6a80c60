"""Tell a person or a program what happened, by a command, a web hook or both. Never stops the caller."""

from __future__ import annotations

import json
import logging
import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pipelines.http.client import Client
from pipelines.settings import Settings, settings

LOG = logging.getLogger(__name__)
_SECONDS = 30.0
_QUOTED_CHARACTERS = 300


def notify(event: Mapping[str, Any], *, timeout_s: float = _SECONDS) -> list[str]:
    """Give the event, as JSON, to the command's standard input and to the web hook; what failed, in words.

    The command (CHOKEPOINT_NOTIFY_COMMAND) runs without a shell and within `timeout_s`; the web hook
    (CHOKEPOINT_NOTIFY_URL) gets a POST under the rules of `pipelines.http`. Failures are logged, never raised.
    """
    problems = []
    for tell in (_by_command, _by_web_hook):
        try:
            problem = tell(settings(), event, timeout_s)
        except Exception as error:  # a notification must not stop what it tells of
            problem = str(error)
        if problem:
            LOG.warning("The notification was not delivered: %s", problem)
            problems.append(problem)
    return problems


def _by_command(settings: Settings, event: Mapping[str, Any], timeout_s: float) -> str | None:
    if not settings.notify_command:
        return None
    try:
        words = shlex.split(settings.notify_command)
    except ValueError as error:
        return f"CHOKEPOINT_NOTIFY_COMMAND cannot be read as a command: {error}"
    # What the command says goes to a file: a pipe would be waited for as long as any of its children holds it.
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, start_new_session=True
            )
        except (OSError, IndexError) as error:
            return f"CHOKEPOINT_NOTIFY_COMMAND cannot be run: {error}"
        with process:
            try:
                process.communicate(_as_json(event), timeout=timeout_s)
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                return f"{words[0]} did not end within {timeout_s:g} s and was stopped"
        said.seek(0)
        words_said = " ".join(said.read(_QUOTED_CHARACTERS).decode(errors="replace").split())
    if process.returncode:
        return f"{words[0]} ended with status {process.returncode}" + (f": {words_said}" if words_said else "")
    return None


def _by_web_hook(settings: Settings, event: Mapping[str, Any], timeout_s: float) -> str | None:
    if settings.notify_url:
        with Client(state_dir=settings.data_dir / "http") as client:
            client.post_json(settings.notify_url.get_secret_value(), event)
    return None


def _as_json(event: Mapping[str, Any]) -> bytes:
    return (json.dumps(event, ensure_ascii=False, default=str) + "\n").encode()
