"""Refreshes in processes of their own, which can be killed at a given moment, really, with SIGKILL, or disturbed.

The processes are forked from one that has everything imported, which saves each of them ten seconds.
"""

from __future__ import annotations

import atexit
import logging
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, wraps
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any, Literal

from reliability.small_world import MARTS, SOURCE

PATIENCE_S = 600


@dataclass(frozen=True)
class Moment:
    """A moment of a refresh: before or after the nth call of a function, or when progress is told of a step."""

    when: Literal["before", "after", "at"]
    what: str
    nth: int = 1

    def __str__(self) -> str:
        return f"{self.when} {self.what}" + (f", call {self.nth}" if self.nth > 1 else "")


@dataclass
class Ended:
    """How a refresh ended; `steps` are those that were told before."""

    exit_code: int | None
    steps: list[str] = field(default_factory=list)
    outcome: dict[str, Any] | None = None
    error: str | None = None

    @property
    def is_killed(self) -> bool:
        return self.exit_code == -signal.SIGKILL

    @property
    def is_success(self) -> bool:
        return self.exit_code == 0 and self.outcome is not None and bool(self.outcome["is_success"])


def die() -> None:
    """What happens at the moment of a kill."""
    os.kill(os.getpid(), signal.SIGKILL)


def kill_children() -> None:
    """Kill the processes that this one started, such as dbt, and leave this one alone."""
    for child in Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split():
        os.kill(int(child), signal.SIGKILL)


@cache
def _forks() -> ForkServerContext:
    """Start the process that is forked from. It finds modules by PYTHONPATH, and must not touch the real warehouse."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["reliability.preloaded", "reliability.refreshes"])
    folder = tempfile.mkdtemp(prefix="reliability-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.setdefault("DBT_TARGET_PATH", f"{folder}/target")
    given = dict(os.environ)
    os.environ |= {"PYTHONPATH": os.pathsep.join(sys.path), "CHOKEPOINT_DATA_DIR": f"{folder}/data"}
    try:
        forkserver.ensure_running()
    finally:
        os.environ.clear()
        os.environ.update(given)
    return context


def refresh(
    data: Path,
    snapshot: Path,
    *,
    moment: Moment | None = None,
    act: Callable[[], None] = die,
    source: str | None = SOURCE,
    mode: str = "snapshot",
    marts: tuple[str, ...] = MARTS,
    environment: dict[str, str] | None = None,
) -> Ended:
    """Refresh the warehouse in `data`, and do something in its process at a moment: by default, kill it."""
    told, tells = multiprocessing.Pipe(duplex=False)
    values = {
        "CHOKEPOINT_DATA_DIR": str(data),
        "CHOKEPOINT_SNAPSHOT_DIR": str(snapshot),
        "DAGSTER_HOME": "",
        **(environment or {}),
    }
    process = _forks().Process(target=_refresh, args=(tells, values, moment, act, source, mode, marts))
    process.start()
    tells.close()
    ended = Ended(None)
    while told.poll(PATIENCE_S):
        try:
            kind, value = told.recv()
        except EOFError:
            break
        if kind == "step":
            ended.steps.append(value)
        elif kind == "outcome":
            ended.outcome = value
        else:
            ended.error = value
    process.join(PATIENCE_S)
    ended.exit_code = process.exitcode
    process.kill()
    return ended


def _refresh(
    tells: Any,
    values: dict[str, str],
    moment: Moment | None,
    act: Callable[[], None],
    source: str | None,
    mode: str,
    marts: tuple[str, ...],
) -> None:
    """In the child: point everything at the warehouse, arm the act, refresh."""
    os.environ.update(values)
    os.environ.pop("DAGSTER_HOME")
    from pipelines.settings import settings

    settings.cache_clear()
    logging.getLogger().handlers = [logging.NullHandler()]
    from pipelines.defs.run import run_refresh

    if marts:
        _build_only(marts)
    if moment and moment.when != "at":
        _arm(moment, act)

    def progress(what: str, done: int, total: int) -> None:
        tells.send(("step", what))
        if moment and moment.when == "at" and moment.what == what:
            act()

    try:
        outcome = run_refresh(mode=mode, source=source, progress=progress)
        tells.send(("outcome", outcome.as_dict()))
    except Exception as error:
        tells.send(("error", f"{type(error).__name__}: {error}"))
        sys.exit(1)


def _build_only(marts: tuple[str, ...]) -> None:
    """Have Dagster run the raw tables, what these marts need of dbt, without its tests, and publish."""
    import dagster as dg
    from dagster_dbt.core.dbt_cli_invocation import DbtCliInvocation

    from pipelines.definitions import defs
    from pipelines.defs import run
    from pipelines.defs.resources import Warehouse
    from warehouse.publish import Build

    needed = dg.AssetSelection.assets(*marts).upstream().resolve(defs.resolve_asset_graph())
    original = run._execute

    def execute(job: dg.JobDefinition, keys: list[dg.AssetKey], *more: Any) -> dg.ExecuteInProcessResult:
        return original(job, [key for key in keys if key in needed or key.path[0] in {"raw", "published"}], *more)

    start = DbtCliInvocation.run

    def without_tests(*, args: list[str], **more: Any) -> DbtCliInvocation:
        return start(args=[*args, "--exclude-resource-type", "test"] if "build" in args else args, **more)

    publish = Warehouse.publish

    def publish_these(warehouse: Warehouse) -> Build:
        warehouse.note_built(is_whole=True)  # these marts are the whole of this world
        return publish(warehouse)

    run._execute = execute
    Warehouse.publish = publish_these  # type: ignore[method-assign]
    DbtCliInvocation.run = without_tests  # type: ignore[method-assign]


def _arm(moment: Moment, act: Callable[[], None]) -> None:
    """Wrap a function so that the act happens before or after its nth call.

    One that is defined in the module named is wrapped wherever it was imported to, another one in this module only.
    """
    module, _, name = moment.what.partition(":")
    owner: Any = sys.modules[module]
    *path, name = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    original: Callable[..., Any] = getattr(owner, name)
    calls = 0

    @wraps(original)
    def wrapped(*args: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == moment.nth and moment.when == "before":
            act()
        result = original(*args, **more)
        if calls == moment.nth and moment.when == "after":
            act()
        return result

    setattr(owner, name, wrapped)
    for other in list(sys.modules.values()) if original.__module__ == module else ():
        for attribute, value in list(vars(other).items()) if hasattr(other, "__dict__") else ():
            if value is original:
                setattr(other, attribute, wrapped)
