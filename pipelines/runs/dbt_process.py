"""dbt in a process that ends with the one that started it: `python -m pipelines.runs.dbt_process build ...`.

A refresh that is killed would otherwise leave a dbt behind that goes on writing to the build file.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from pathlib import Path
from threading import Thread

from pipelines.settings import Settings
from warehouse.leftovers import is_running

COMMAND = (sys.executable, "-m", "pipelines.runs.dbt_process")
# The tables of seeds are made anew, since dbt would else copy a seed whose columns changed into its table of before.
BUILD = ("build", "--full-refresh")
_STARTER = "CHOKEPOINT_DBT_STARTER"
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
_WATCH_S = 0.2


def dbt_environment(settings: Settings, build_file: Path, logs: Path) -> dict[str, str]:
    """The environment of a dbt that this process starts.

    dbt reads all of its options from DBT_* variables too, such as one that leaves the tests out or the tables empty.
    So none of the machine's are passed on, but where dbt keeps its files.
    """
    machine = {name: value for name, value in os.environ.items() if not name.startswith("DBT_")}
    target = {name: os.environ[name] for name in ("DBT_TARGET_PATH",) if name in os.environ}
    return {
        **machine,
        **target,
        "CHOKEPOINT_BUILD_FILE": str(build_file.resolve()),
        "CHOKEPOINT_THREADS": str(settings.threads),
        "DBT_LOG_PATH": str(logs.resolve()),
        "DBT_LOG_LEVEL_FILE": "info",  # to log each statement costs a tenth of a build; they are in the target folder
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        _STARTER: str(os.getpid()),
    }


def end_with_parent() -> None:
    """Have this process killed when its parent ends; ends it here when that has happened already."""
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    else:
        Thread(target=_watch, args=[parent], daemon=True).start()
    if os.getppid() != parent or not is_running(int(os.environ.get(_STARTER, parent))):
        os._exit(1)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_WATCH_S)
    os._exit(1)


if __name__ == "__main__":
    end_with_parent()
    from dbt.cli.main import cli

    cli()
