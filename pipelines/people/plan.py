"""What a refresh would ask for, of whom, and how long that takes: counted without asking anybody."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from pipelines.asking.asked import Asked
from pipelines.http.policy import POLICIES, policy_for
from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from pipelines.sources.registry import datasets
from warehouse.landing import Landing


@dataclass(frozen=True)
class Plan:
    """What one dataset needs. `questions` are those of the years asked for, `open` those not answered yet.

    A question whose answer comes in pages or parts counts once: the numbers are the least. `days` is None where
    nothing is asked: without a key that is needed, or from files only.
    """

    source: str
    dataset: str
    title: str
    years: str
    needs_key: bool
    has_key: bool
    questions: int
    open: int
    a_day: int | None
    days: int | None
    questions_with_key: int
    days_with_key: int | None
    is_file_only: bool

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return asdict(self)


def plan(settings: Settings, source: str | None = None, since: int | None = None) -> list[Plan]:
    """One plan per dataset, for the years that are due or, with `since`, from that year on."""
    chosen = [dataset for dataset in datasets().values() if source in (None, dataset.source)]
    return [_plan(dataset, settings, since) for dataset in chosen]


def _plan(dataset: Dataset, settings: Settings, since: int | None) -> Plan:
    years = _years(dataset, settings, since)
    requests = list(_requests(dataset, settings, years))
    keyed = settings.model_copy(update={"keys": {**_every_key(settings), **settings.keys}})
    with_key = list(_requests(dataset, keyed, _years(dataset, keyed, since)))
    asked = Asked(Landing(settings.landing_dir), dataset.name, timedelta(days=36_500))
    _, policy = policy_for(POLICIES, dataset.source, any(one.secrets or one.secret_params for one in requests))
    _, policy_with_key = policy_for(POLICIES, dataset.source, any(one.secrets or one.secret_params for one in with_key))
    still = [request for request in requests if not asked.is_recent(request)]
    return Plan(
        source=dataset.source,
        dataset=dataset.name,
        title=dataset.title,
        years=f"{years[0]}-{years[-1]}" if dataset.partitioned and years else "",
        needs_key=dataset.needs_key,
        has_key=settings.key(dataset.source) is not None,
        questions=len(requests),
        open=len(still),
        a_day=policy.per_day if requests else None,
        days=_days(len(still), policy.per_day),
        questions_with_key=len(with_key),
        days_with_key=_days(len(with_key), policy_with_key.per_day),
        is_file_only=not with_key,
    )


def _years(dataset: Dataset, settings: Settings, since: int | None) -> list[str]:
    if not dataset.partitioned:
        return []
    due = dataset.due(settings)
    last = int(due[-1]) if due else datetime.now(UTC).year - 1
    return [str(year) for year in range(since, last + 1)] if since and due else due


def _requests(dataset: Dataset, settings: Settings, years: list[str]) -> Iterator[Request]:
    wanted: list[str | None] = [*years] if dataset.partitioned else [None]
    for year in wanted:
        yield from dataset.requests(settings, year)


def _every_key(settings: Settings) -> dict[str, SecretStr]:
    """A stand-in for each key, so that the questions of keyed routes can be counted. None of them is ever sent."""
    names = {dataset.source for dataset in datasets().values()} | {"estat"}
    return {name: SecretStr("stand-in") for name in names}


def _days(questions: int, a_day: int | None) -> int | None:
    if questions == 0:
        return None
    return 1 if a_day is None else math.ceil(questions / a_day)
