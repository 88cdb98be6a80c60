"""Marts computed beside the ones being served: as of a date, or anew from the landed bytes."""

from __future__ import annotations

import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

from pipelines.runs.dbt_process import BUILD, COMMAND, dbt_environment
from pipelines.runs.lock import writer_lock
from pipelines.runs.progress import Progress
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.registry import datasets
from warehouse.errors import ChokepointError
from warehouse.identity import build_id
from warehouse.landing import Landing
from warehouse.publish import Build, publish, served_build_id
from warehouse.scratch import differences, from_build, from_landing, scratch_folder

_STEPS = 3


def end_of(day: date) -> str:
    """The last moment of a day in UTC, as the models take it."""
    return f"{day.isoformat()}T23:59:59.999999"


def file_as_of(day: date, settings: Settings, progress: Progress) -> Path:
    """The published file of the state of knowledge at the end of a day, built once and kept.

    Raises ChokepointError for a day that is to come, or before the first document.
    """
    _need_build(settings)
    _check_day(day, settings)
    with writer_lock(settings.data_dir, f"as of {day}"):
        identity = build_id(settings.build_file, PROJECT_ROOT, end_of(day))
    kept = settings.as_of_dir / f"{identity}.duckdb"
    if served_build_id(kept) != identity:
        build_as_of(day, kept, settings, progress)
    return kept


def build_as_of(day: date, output: Path, settings: Settings, progress: Progress) -> Build:
    """Write the published file of the state of knowledge at the end of a day to `output`."""
    _need_build(settings)
    _check_day(day, settings)
    with scratch_folder(settings.scratch_dir) as folder:
        progress(f"copying the build for {day}", 0, _STEPS)
        with writer_lock(settings.data_dir, f"as of {day}"):
            scratch = from_build(settings.build_file, folder)
        progress(f"building the marts as of {day}", 1, _STEPS)
        run_dbt(scratch, folder, settings, as_of=end_of(day))
        progress("publishing", 2, _STEPS)
        return publish(scratch, output, build_id(scratch, PROJECT_ROOT, end_of(day)), end_of(day))


def verify(settings: Settings, progress: Progress) -> list[str]:
    """Hash every landed document, rebuild the marts from the bytes and compare; what differs, in words.

    Raises DataError naming the document when its bytes are not the ones that were landed.
    """
    _need_build(settings)
    landing = Landing(settings.landing_dir)
    entries = list(landing.entries())
    for number, entry in enumerate(entries):
        progress("hashing the landed documents", number, len(entries))
        landing.verified_path(entry["sha256"], f"{entry['dataset']} {entry['key']} (document {entry['document_id']})")
    with scratch_folder(settings.scratch_dir) as folder:
        encodings = {name: dataset.encoding for name, dataset in datasets().items()}
        with writer_lock(settings.data_dir, "verify"):
            scratch = from_landing(
                settings.build_file, landing, encodings, folder, lambda what: progress(what, 1, _STEPS)
            )
        progress("building the marts from the bytes", 2, _STEPS)
        run_dbt(scratch, folder, settings)
        rebuilt = folder / "rebuilt.duckdb"
        publish(scratch, rebuilt, build_id(scratch, PROJECT_ROOT, None))
        return differences(settings.serving_file, rebuilt)


def run_dbt(build_file: Path, folder: Path, settings: Settings, as_of: str | None = None) -> None:
    """Build seeds and models, without tests, in another build file. Raises with dbt's own words when it fails."""
    project = PROJECT_ROOT / "dbt_project"
    command = [
        *COMMAND,
        *BUILD,
        "--quiet",
        *("--project-dir", str(project), "--profiles-dir", str(project)),
        *("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"),
        *(("--vars", f"{{as_of: '{as_of}'}}") if as_of else ()),
    ]
    environment = dbt_environment(settings, build_file, folder / "logs")
    environment["DBT_TARGET_PATH"] = str(folder.resolve() / "target")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ChokepointError(f"dbt could not build the models: {(done.stdout + done.stderr).strip()[-2000:]}")


def _check_day(day: date, settings: Settings) -> None:
    if day > datetime.now(UTC).date():
        raise ChokepointError(f"{day} is to come: what will be known then is not known. Leave --as-of out for today.")
    seen = [entry["retrieved_at"] for entry in Landing(settings.landing_dir).entries()]
    first = datetime.fromisoformat(min(seen)).date() if seen else None
    if first is None or day < first:
        when = f"the first document came on {first}" if first else "there is no document"
        raise ChokepointError(f"Nothing was known here on {day}: {when}. Ask as of that day or a later one.")


def _need_build(settings: Settings) -> None:
    if not settings.build_file.exists():
        raise ChokepointError(f"There is no warehouse in {settings.data_dir} yet. Run `chokepoint refresh --snapshot`.")
