"""The progress of a run that the command line started, drawn from the run's own events."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

import dagster as dg

from pipelines.runs.progress import Progress

STARTED_BY = "chokepoint/started_by"  # the tag of a run that the command line started


class _Reporter(logging.Handler):
    """Turns the events of a run into progress: one step per asset that is there."""

    progress: Progress | None = None
    total = 0
    done: ClassVar[set[str]] = set()

    def emit(self, record: logging.LogRecord) -> None:
        event = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is None or _Reporter.progress is None:
            return
        if event.event_type_value == "ASSET_MATERIALIZATION":
            _Reporter.done.add(event.asset_key.to_user_string())
        if event.event_type_value in ("ASSET_MATERIALIZATION", "STEP_START"):
            _Reporter.progress(_said(event.step_key or ""), len(_Reporter.done), _Reporter.total)


def _said(step: str) -> str:
    """What a step does, in words: one phrase per source, one for the models, one for the published file."""
    if step.startswith("raw__"):
        return step.split("__")[1]
    return {"dbt_models": "models and their tests", "published__chokepoint": "published file"}.get(step, step)


@contextmanager
def reporting(progress: Progress, total: int) -> Iterator[None]:
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


defs = dg.Definitions(loggers={"console": dg.colored_console_logger, "progress": progress_logger})
