"""The one dbt asset set: what the numbers mean."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject, dbt_assets

from pipelines.defs.resources import Warehouse
from pipelines.settings import PROJECT_ROOT, settings

os.environ.setdefault("DO_NOT_TRACK", "1")

PROJECT = DbtProject(
    project_dir=PROJECT_ROOT / "dbt_project",
    profiles_dir=PROJECT_ROOT / "dbt_project",
    target_path=os.environ.get("DBT_TARGET_PATH", "target"),
)


def _is_stale(manifest: Path) -> bool:
    if not manifest.exists():
        return True
    written = manifest.stat().st_mtime
    parts = ("models", "macros", "seeds", "tests", "dbt_project.yml")
    files = (path for part in parts for path in [PROJECT.project_dir / part, *(PROJECT.project_dir / part).rglob("*")])
    return any(path.stat().st_mtime > written for path in files)


if _is_stale(PROJECT.manifest_path):
    PROJECT.preparer.prepare(PROJECT)


@dbt_assets(manifest=PROJECT.manifest_path, project=PROJECT, name="dbt_models")
def dbt_models(context: dg.AssetExecutionContext, warehouse: Warehouse, dbt: DbtCliResource) -> Iterator[Any]:
    """Build and test every model; nothing to do when the serving file holds this build already."""
    if warehouse.is_served():
        context.log.info("The documents and the code are those of the build being served: nothing to build.")
        return
    yield from dbt.cli(["build", "--exclude-resource-type", "unit_test"], context=context).stream()


def _dbt() -> DbtCliResource:
    os.environ.setdefault("CHOKEPOINT_BUILD_FILE", str(settings().build_file))
    os.environ.setdefault("CHOKEPOINT_THREADS", str(settings().threads))
    os.environ.setdefault("DBT_LOG_PATH", str(settings().data_dir / "dbt_logs"))
    os.environ.setdefault("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")
    return DbtCliResource(project_dir=PROJECT, profiles_dir=str(PROJECT.profiles_dir))


defs = dg.Definitions(assets=[dbt_models], resources={"dbt": _dbt()})
