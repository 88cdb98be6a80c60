"""How this project runs dbt: in a process of this environment, on the build file, with a manifest that is current."""

from __future__ import annotations

import os
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject
from packaging.version import Version

from pipelines.runs.dbt_process import COMMAND, dbt_environment
from pipelines.settings import PROJECT_ROOT, settings

PROJECT = DbtProject(
    project_dir=PROJECT_ROOT / "dbt_project",
    profiles_dir=PROJECT_ROOT / "dbt_project",
    target_path=os.environ.get("DBT_TARGET_PATH", "target"),
)


class Dbt(DbtCliResource):
    """dbt as `pipelines.runs.dbt_process` runs it."""

    @cached_property
    def _cli_version(self) -> Version:
        """The installed version, which the resource would ask the executable for; that is Python here."""
        return Version(version("dbt-core"))


def _resource() -> Dbt:
    environment = dbt_environment(settings(), settings().build_file, settings().data_dir / "dbt_logs")
    for name in os.environ.keys() - environment.keys():
        del os.environ[name]
    os.environ.update(environment)
    executable, *flags = COMMAND
    return Dbt(
        project_dir=str(PROJECT.project_dir),
        profiles_dir=str(PROJECT.profiles_dir),
        dbt_executable=executable,
        global_config_flags=flags,
    )


def current_manifest() -> Path:
    """The manifest, parsed anew when a file of the dbt project is newer than it."""
    manifest = PROJECT.manifest_path
    if not manifest.exists() or _newest_change() > manifest.stat().st_mtime:
        _resource().cli(["parse", "--quiet", "--no-partial-parse"], manifest={}, target_path=manifest.parent).wait()
    return manifest


def _newest_change() -> float:
    root = PROJECT.project_dir
    parts = [root / part for part in ("models", "macros", "seeds", "tests", "dbt_project.yml")]
    return max(path.stat().st_mtime for part in parts for path in (part, *part.rglob("*")))


defs = dg.Definitions(resources={"dbt": _resource()})
