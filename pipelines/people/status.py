"""What `chokepoint status` says: what is served, beside how the last attempt at each table ended."""

from __future__ import annotations

from datetime import UTC, datetime

from pipelines.settings import Settings
from pipelines.sources.registry import datasets
from warehouse.answers import held, late, lost
from warehouse.answers import status as served
from warehouse.outcomes import MODELS, Attempt, Outcomes
from warehouse.rows import Row

_EMPTY: Row = {
    "documents": 0,
    "newest_period": None,
    "rows_accepted": 0,
    "rows_quarantined": 0,
    "rows_excluded": 0,
    "checks_run": 0,
    "age_days": None,
}


def standing(settings: Settings) -> list[Row]:
    """One row per dataset, served or not. `state`: passed, failed, held, no key, not loaded; `problem` says why.

    `held` lists the documents that are missing from what is served; `late` the reporters whose next period is due: what
    they reported last stays served; `lost` which series documents bring that are not served, and what to do. A row of
    its own says that the models could not be built.
    """
    is_served = settings.serving_file.exists()
    rows = {row["dataset"]: row for row in served(settings.serving_file)} if is_served else {}
    overdue = late(settings.serving_file) if is_served else []
    missing = held(settings.serving_file) if is_served else []
    vanished = lost(settings.serving_file) if is_served else []
    attempts = Outcomes(settings.outcomes_dir).all()
    told = []
    for name, dataset in datasets().items():
        row, attempt = rows.get(name), attempts.get(name)
        without = [one for one in missing if one["dataset"] == name]
        state = "passed" if row else "not loaded"
        if any(one["held_by"] != "person" for one in without):
            state = "held"
        if attempt and not attempt.is_success:
            state = "failed"
        elif state == "not loaded" and dataset.needs_key and not settings.key(dataset.source):
            state = "no key"
        told.append(
            _EMPTY
            | (row or {})
            | {
                "source": dataset.source,
                "dataset": name,
                "state": state,
                "held": without,
                "late": [row for row in overdue if row["dataset"] == name],
                **_attempted(attempt),
                "lost": [row["problem"] for row in vanished if row["dataset"] == name],
            }
        )
    built = Outcomes(settings.outcomes_dir / MODELS).all().get(MODELS)
    if built and not built.is_success:
        told.append(
            _EMPTY
            | {"source": MODELS, "dataset": MODELS, "state": "failed", "held": [], "late": [], "lost": []}
            | _attempted(built)
        )
    return told


def _attempted(attempt: Attempt | None) -> Row:
    return {
        "last_attempt": attempt.attempted_at if attempt else None,
        "hours_since_attempt": _hours(attempt.attempted_at) if attempt else None,
        "problem": attempt.problem if attempt else None,
    }


def _hours(stamp: str) -> float:
    return round((datetime.now(UTC) - datetime.fromisoformat(stamp)).total_seconds() / 3600, 1)
