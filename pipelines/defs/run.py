"""Run the refresh job in this process, recorded in the instance that the UI shows."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import dagster as dg
from dagster._utils.error import SerializableErrorInfo

from pipelines.instance import prepare_instance
from pipelines.progress import Progress
from pipelines.settings import settings
from warehouse.errors import ChokepointError


@dataclass(frozen=True)
class Outcome:
    """How a refresh ended: Dagster's run, what it says in a sentence, and each problem as a person reads it."""

    run_id: str
    is_success: bool
    summary: str
    problems: list[str]

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return asdict(self)


def run_refresh(*, mode: str, source: str | None, progress: Progress) -> Outcome:
    """Execute the job `refresh`, whole or for one source, and tell how it ended. Raises on an unknown source."""
    prepare_instance(settings())
    from pipelines.definitions import defs  # noqa: PLC0415

    job = defs.resolve_job_def("refresh")
    keys = sorted(job.asset_layer.executable_asset_keys, key=lambda key: key.path)
    log = settings().data_dir / "refresh.log"  # what dbt prints; the events themselves are in the instance
    with (
        dg.DagsterInstance.get() as instance,
        _reporting(progress, len(keys)),
        log.open("w", encoding="utf-8") as out,
        redirect_stdout(out),
    ):
        result = job.execute_in_process(
            instance=instance,
            run_config={"resources": {"warehouse": {"config": {"mode": mode}}}, "loggers": {"progress": {}}},
            asset_selection=_selection(keys, source),
            tags={"chokepoint/mode": mode},
            raise_on_error=False,
        )
    problems = list(dict.fromkeys(_problems(result)))
    published = [
        event
        for event in result.get_asset_materialization_events()
        if event.asset_key == dg.AssetKey(["published", "chokepoint"])
    ]
    summary = "Published a new build." if published else "Nothing new: the build being served is current."
    return Outcome(result.run_id, result.success, summary if result.success else "The refresh failed.", problems)


def _selection(keys: list[dg.AssetKey], source: str | None) -> list[dg.AssetKey] | None:
    if source is None:
        return None
    sources = sorted({key.path[-1].split("__")[0] for key in keys if key.path[0] == "raw"})
    if source not in sources:
        raise ChokepointError(f"There is no source {source!r}. Sources: {', '.join(sources)}.")
    return [key for key in keys if key.path[0] != "raw" or key.path[-1].split("__")[0] == source]


class _Reporter(logging.Handler):
    """Turns the events of a run into progress: one step per asset that is there."""

    progress: Progress | None = None
    total = 0
    done: ClassVar[set[str]] = set()

    def emit(self, record: logging.LogRecord) -> None:
        event = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is None or _Reporter.progress is None:
            return
        if event.event_type_value in ("ASSET_MATERIALIZATION", "ASSET_CHECK_EVALUATION", "STEP_START"):
            if event.event_type_value == "ASSET_MATERIALIZATION":
                _Reporter.done.add(event.asset_key.to_user_string())
            what = event.asset_key.to_user_string() if event.asset_key else (event.step_key or "")
            _Reporter.progress(what, len(_Reporter.done), _Reporter.total)


@contextmanager
def _reporting(progress: Progress, total: int) -> Iterator[None]:
    """Send the events of the run inside the block to `progress`."""
    _Reporter.progress, _Reporter.total = progress, total
    _Reporter.done.clear()
    try:
        yield
    finally:
        _Reporter.progress = None


@dg.logger
def progress_logger(init_context: dg.InitLoggerContext) -> logging.Logger:
    """Draws the progress of a run that the command line started; logs nothing itself."""
    logger = logging.Logger("chokepoint.progress", level=logging.DEBUG)
    logger.addHandler(_Reporter())
    return logger


def _problems(result: dg.ExecuteInProcessResult) -> Iterator[str]:
    for event in result.all_events:
        if event.event_type_value == "ASSET_CHECK_EVALUATION":
            evaluation = event.asset_check_evaluation_data
            if not evaluation.passed and evaluation.severity == dg.AssetCheckSeverity.ERROR:
                name = evaluation.asset_key.to_user_string()
                yield f"{name}: {evaluation.description or evaluation.check_name + ' failed'}"
        elif event.is_step_failure and (error := event.step_failure_data.error):
            if "AssetCheckFailed" not in _deepest(error).message:
                yield _message(error)
        elif event.event_type_value == "PIPELINE_FAILURE" and event.job_failure_data.error:
            yield _message(event.job_failure_data.error)


def _message(error: SerializableErrorInfo) -> str:
    """What the error says, without the name of its class."""
    return _deepest(error).message.split(":", 1)[-1].strip()


def _deepest(error: SerializableErrorInfo) -> SerializableErrorInfo:
    """The first cause that is one of ours, or the last cause."""
    while error.cause and error.cls_name not in {"DataError", "ChokepointError", "BrokenRuleError", "FetchError"}:
        error = error.cause
    return error


defs = dg.Definitions(loggers={"console": dg.colored_console_logger, "progress": progress_logger})
