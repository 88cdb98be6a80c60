"""Run the refresh job in this process, recorded in the instance that the UI shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass, replace
from typing import Any

import dagster as dg
import duckdb
from dagster_shared.error import SerializableErrorInfo
from sqlalchemy.exc import OperationalError

from pipelines.asking.bring import Mode
from pipelines.defs import reporting, resources
from pipelines.defs.factory import key_of
from pipelines.defs.ingest import every_ingest
from pipelines.defs.reporting import STARTED_BY
from pipelines.defs.resources import MODE, Warehouse
from pipelines.runs.dbt_manifest import begin_reading
from pipelines.runs.instance import prepare_instance, spare_the_disk
from pipelines.runs.lock import writer_lock
from pipelines.runs.notify import notify
from pipelines.runs.progress import Progress
from pipelines.runs.setting_aside import in_words
from pipelines.settings import settings
from pipelines.sources.registry import datasets
from warehouse.decisions import Decisions
from warehouse.errors import ChokepointError
from warehouse.outcomes import Attempt, Outcomes
from warehouse.publish import served_build_id

_PUBLISHED = dg.AssetKey(["published", "chokepoint"])


@dataclass(frozen=True)
class Outcome:
    """How a refresh ended: Dagster's runs, what it says in a sentence, and each problem as a person reads it."""

    run_ids: list[str]
    is_success: bool
    is_published: bool
    summary: str
    problems: list[str]

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return asdict(self)


def run_refresh(*, mode: Mode, source: str | None, progress: Progress) -> Outcome:
    """Execute the job `refresh`, whole or for one source, and tell how it ended. Raises on an unknown source.

    A disk that is full or read-only keeps Dagster, too, from noting what happens: that ends the refresh.
    """
    _check_source(source)
    served = served_build_id(settings().serving_file)
    try:
        outcome = _refresh(mode, source, progress)
    except (OSError, OperationalError, duckdb.IOException) as error:
        is_published = served_build_id(settings().serving_file) != served
        outcome = Outcome([], False, is_published, "The refresh broke off.", [_unwritable(error)])
    if not outcome.is_success:
        notify({"event": "refresh failed", **outcome.as_dict()})
    return outcome


def _refresh(mode: Mode, source: str | None, progress: Progress) -> Outcome:
    """Run the job in two runs: the sources with their suites, then, where anything is new, dbt and publish.

    The second one builds from documents that passed their suites only, so that a source that failed keeps no other from
    being served.
    """
    prepare_instance(settings())
    spare_the_disk()
    before, decisions = served_build_id(settings().serving_file), Decisions(settings().landing_dir)
    warehouse = Warehouse(mode=mode)
    chosen = [dataset for dataset in datasets().values() if source in (None, dataset.source)]
    with writer_lock(settings().data_dir, "chokepoint refresh"):
        decided = set(decisions.all())
        results: list[dg.ExecuteInProcessResult] = []
        raw = sorted((key_of(dataset) for dataset in warehouse.with_work(chosen)), key=dg.AssetKey.to_user_string)
        if raw:
            begin_reading()
            results.append(_execute(_sources(), raw, mode, progress))
        failed = _failed(results[0], raw) if results else []
        # a run that broke in a way that could not be noted ends here
        is_understood = failed or all(result.success for result in results)
        if is_understood and not (warehouse.is_served() and warehouse.is_told()):
            results.append(_execute(*_models(is_built=warehouse.is_built()), mode, progress))
        held = [one for one in decisions.all() if one.action == "hold" and one not in decided]
    more = dict.fromkeys(problem for result in results for problem in _problems(result, failed))
    outcome = Outcome(
        run_ids=[result.run_id for result in results],
        is_success=all(result.success for result in results) and not held,
        is_published=any(
            event.asset_key == _PUBLISHED for result in results for event in result.get_asset_materialization_events()
        ),
        summary="",
        problems=[*_told(failed, raw), *map(in_words, held), *more],
    )
    return replace(outcome, summary=_summary(outcome, before))


def _sources() -> dg.JobDefinition:
    """The sources' part of the job `refresh`: without the models, reading which takes longer than a night's answers."""
    job = dg.define_asset_job("refresh", selection=dg.AssetSelection.all(), executor_def=dg.in_process_executor)
    parts = (every_ingest(), resources.defs, reporting.defs, dg.Definitions(jobs=[job]))
    return dg.Definitions.merge(*parts).resolve_job_def("refresh")


def _models(*, is_built: bool) -> tuple[dg.JobDefinition, list[dg.AssetKey]]:
    """The job `refresh` and what it has to make: all but the raw tables, or the published file alone."""
    from pipelines.definitions import defs  # noqa: PLC0415

    job = defs.resolve_job_def("refresh")
    keys = sorted(job.asset_layer.executable_asset_keys, key=dg.AssetKey.to_user_string)
    return job, [_PUBLISHED] if is_built else [key for key in keys if key.path[0] != "raw"]


def _unwritable(error: OSError | OperationalError | duckdb.IOException) -> str:
    said = error.orig if isinstance(error, OperationalError) else error
    return (
        f"The refresh could not write to {settings().data_dir}: {said}. "
        "Free space there, or make it writable, and run it again; what is served is whole."
    )


def _check_source(source: str | None) -> None:
    sources = sorted({dataset.source for dataset in datasets().values()})
    if source is not None and source not in sources:
        raise ChokepointError(f"There is no source {source!r}. Sources: {', '.join(sources)}.")


def _execute(
    job: dg.JobDefinition, keys: list[dg.AssetKey], mode: Mode, progress: Progress
) -> dg.ExecuteInProcessResult:
    log = settings().data_dir / "refresh.log"  # what dbt prints; the events themselves are in the instance
    with (
        dg.DagsterInstance.get() as instance,
        reporting.reporting(progress, len(keys)),
        log.open("a", encoding="utf-8") as out,
        redirect_stdout(out),
    ):
        return job.execute_in_process(
            instance=instance,
            run_config={"loggers": {"progress": {}}},
            asset_selection=keys,
            tags={
                MODE: mode,
                "chokepoint/part": "sources" if keys[0].path[0] == "raw" else "marts",
                STARTED_BY: "command line",
            },
            raise_on_error=False,
        )


def _failed(result: dg.ExecuteInProcessResult, keys: list[dg.AssetKey]) -> list[Attempt]:
    """The attempts that failed in this run, by its own events: times would mislead when the clock jumps back."""
    steps = {event.step_key for event in result.all_events if event.is_step_failure}
    judged = {
        event.asset_check_evaluation_data.asset_key
        for event in result.all_events
        if event.event_type_value == "ASSET_CHECK_EVALUATION" and not event.asset_check_evaluation_data.passed
    }
    failed = {
        key.path[-1]
        for key in keys
        if key in judged or steps & {key.to_python_identifier(), f"{key.to_python_identifier()}_suite"}
    }
    return [attempt for attempt in Outcomes(settings().outcomes_dir).failed() if attempt.dataset in failed]


def _told(failed: list[Attempt], keys: list[dg.AssetKey]) -> list[str]:
    """Each failed source in its own words; one line when no publisher could be reached at all."""
    asked = [key for key in keys if key.path[0] == "raw"]
    if len(failed) > 1 and all(attempt.kind == "unreachable" for attempt in failed):
        return [f"{len(failed)} of {len(asked)} tables could not be refreshed, the first: {failed[0].problem}"]
    return [line for attempt in failed for line in str(attempt.problem).splitlines()]


def _summary(outcome: Outcome, before: str | None) -> str:
    if outcome.is_published and served_build_id(settings().serving_file) == before:
        return "No new figures: the file being served says now what is set aside and what was decided."
    if outcome.is_published:
        return "Published a new build." if outcome.is_success else "Published a new build without what failed."
    return "Nothing new: the build being served is current." if outcome.is_success else "Nothing was published."


def _problems(result: dg.ExecuteInProcessResult, noted: list[Attempt]) -> Iterator[str]:
    """What failed besides the attempts noted: dbt, publish, a note itself; or the start of the run, before any step."""
    told = {f"raw__{attempt.dataset}{part}" for attempt in noted for part in ("", "_suite")}
    failed = [event for event in result.all_events if event.is_step_failure]
    for event in failed or result.all_events:
        if event.is_step_failure and event.step_key not in told:
            error = event.step_failure_data.error
        elif event.event_type_value == "PIPELINE_FAILURE":
            error = event.job_failure_data.error
        else:
            continue
        if error:
            yield _message(error)


def _message(error: SerializableErrorInfo) -> str:
    """What the error says, without the name of its class."""
    while error.cause and error.cls_name not in {"DataError", "ChokepointError", "BrokenRuleError"}:
        error = error.cause
    return error.message.split(":", 1)[-1].strip()
