"""What `chokepoint status` says: what is served, beside how the last attempt at each table ended."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pipelines.settings import Settings
from pipelines.sources.registry import datasets
from warehouse.answers import late
from warehouse.answers import status as served
from warehouse.outcomes import Outcomes

Row = dict[str, Any]


def overview(settings: Settings) -> list[Row]:
    """One row per dataset, served or not. `state`: passed, failed, no key, not loaded; `problem` says why.

    `late` lists the reporters whose next period is due; what they reported last stays served.
    """
    is_served = settings.serving_file.exists()
    rows = {row["dataset"]: row for row in served(settings.serving_file)} if is_served else {}
    overdue = late(settings.serving_file) if is_served else []
    attempts = Outcomes(settings.outcomes_dir).all()
    told = []
    for name, dataset in datasets().items():
        row, attempt = rows.get(name), attempts.get(name)
        state = "passed" if row else "not loaded"
        if attempt and not attempt.is_success:
            state = "failed"
        elif not row and dataset.needs_key and not settings.key(dataset.source):
            state = "no key"
        told.append(
            {
                "source": dataset.source,
                "dataset": name,
                "documents": 0,
                "newest_period": None,
                "rows_accepted": 0,
                "rows_quarantined": 0,
                "rows_excluded": 0,
                "checks_run": 0,
                "age_days": None,
                **(row or {}),
                "last_attempt": attempt.attempted_at if attempt else None,
                "hours_since_attempt": _hours(attempt.attempted_at) if attempt else None,
                "state": state,
                "problem": attempt.problem if attempt else None,
                "late": [row for row in overdue if row["dataset"] == name],
            }
        )
    return told


def _hours(stamp: str) -> float:
    return round((datetime.now(UTC) - datetime.fromisoformat(stamp)).total_seconds() / 3600, 1)
