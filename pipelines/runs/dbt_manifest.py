"""The manifest of the dbt project, read anew when a file of it is newer: Dagster makes its assets of models from it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from pipelines.runs.dbt_process import COMMAND, dbt_environment
from pipelines.settings import PROJECT_ROOT, settings
from warehouse.errors import ChokepointError

PROJECT_DIR = PROJECT_ROOT / "dbt_project"
_READ = ("models", "macros", "seeds", "tests", "dbt_project.yml")
_begun: list[subprocess.Popen[str]] = []


def manifest_path() -> Path:
    """Where dbt keeps it."""
    return PROJECT_DIR / os.environ.get("DBT_TARGET_PATH", "target") / "manifest.json"


def begin_reading() -> None:
    """Have dbt read the project in a process of its own where that is due; `current_manifest` then waits for its end.

    It takes ten seconds or more, in which the sources can come.
    """
    manifest = manifest_path()
    if _begun or (manifest.exists() and _newest_change() <= manifest.stat().st_mtime):
        return
    environment = dbt_environment(settings(), settings().build_file, settings().data_dir / "dbt_logs")
    environment["DBT_TARGET_PATH"] = str(manifest.parent)
    where = ("--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR))
    command = [*COMMAND, "parse", "--quiet", "--no-partial-parse", *where]
    _begun.append(
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    )


def current_manifest() -> Path:
    """The manifest of the project as it is now. Raises ChokepointError with dbt's words where it cannot be read."""
    begin_reading()
    while _begun:
        reading = _begun.pop()
        said, _ = reading.communicate()
        if reading.returncode:
            raise ChokepointError(f"dbt could not read the models: {said.strip()[-2000:]}")
    return manifest_path()


def _newest_change() -> float:
    parts = [PROJECT_DIR / part for part in _READ]
    return max(path.stat().st_mtime for part in parts for path in (part, *part.rglob("*")))
