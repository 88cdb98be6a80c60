"""How this project runs dbt: in a process of this environment, on the build file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib.metadata import version
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliInvocation, DbtCliResource, DbtProject
from packaging.version import Version

from pipelines.runs.dbt_manifest import PROJECT_DIR
from pipelines.runs.dbt_process import COMMAND, dbt_environment
from pipelines.settings import settings

PROJECT = DbtProject(
    project_dir=PROJECT_DIR, profiles_dir=PROJECT_DIR, target_path=os.environ.get("DBT_TARGET_PATH", "target")
)


class Dbt(DbtCliResource):
    """dbt as `pipelines.runs.dbt_process` runs it."""

    @cached_property
    def _cli_version(self) -> Version:
        """The installed version, which the resource would ask the executable for; that is Python here."""
        return Version(version("dbt-core"))

    def cli(self, *args: Any, **options: Any) -> DbtCliInvocation:
        """Start dbt, with the environment that is meant for it."""
        with _environment(dbt_environment(settings(), settings().build_file, settings().data_dir / "dbt_logs")):
            return super().cli(*args, **options)


@contextmanager
def _environment(meant: dict[str, str]) -> Iterator[None]:
    """The environment that this process hands on to those that it starts in the block."""
    own = dict(os.environ)
    try:
        os.environ.clear()
        os.environ.update(meant)
        yield
    finally:
        os.environ.clear()
        os.environ.update(own)


_EXECUTABLE, *_FLAGS = COMMAND
defs = dg.Definitions(
    resources={
        "dbt": Dbt(
            project_dir=str(PROJECT.project_dir),
            profiles_dir=str(PROJECT.profiles_dir),
            dbt_executable=_EXECUTABLE,
            global_config_flags=_FLAGS,
        )
    }
)
