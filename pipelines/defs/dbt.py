"""How this project runs dbt: the executable of this environment, the build file, and a manifest that is current."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject

from pipelines.settings import PROJECT_ROOT, settings

PROJECT = DbtProject(
    project_dir=PROJECT_ROOT / "dbt_project",
    profiles_dir=PROJECT_ROOT / "dbt_project",
    target_path=os.environ.get("DBT_TARGET_PATH", "target"),
)


def _resource() -> DbtCliResource:
    os.environ["CHOKEPOINT_BUILD_FILE"] = str(settings().build_file.resolve())
    os.environ["CHOKEPOINT_THREADS"] = str(settings().threads)
    os.environ["DBT_LOG_PATH"] = str(settings().data_dir.resolve() / "dbt_logs")
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"
    return DbtCliResource(
        project_dir=PROJECT,
        profiles_dir=str(PROJECT.profiles_dir),
        dbt_executable=str(Path(sys.executable).with_name("dbt")),
    )


def current_manifest() -> Path:
    """The manifest, parsed anew when a file of the dbt project is newer than it."""
    manifest = PROJECT.manifest_path
    if not manifest.exists() or _newest_change() > manifest.stat().st_mtime:
        _resource().cli(["parse", "--quiet"], manifest={}, target_path=manifest.parent).wait()
    return manifest


def _newest_change() -> float:
    root = PROJECT.project_dir
    parts = [root / part for part in ("models", "macros", "seeds", "tests", "dbt_project.yml")]
    return max(path.stat().st_mtime for part in parts for path in (part, *part.rglob("*")))


defs = dg.Definitions(resources={"dbt": _resource()})
