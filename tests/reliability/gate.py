"""Puts spoilt documents through the gate: landed as the next vintage of good ones, loaded, and judged by the suite."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib import import_module
from itertools import groupby
from pathlib import Path

from reliability.mutation import Mutation
from warehouses import BUNDLED, load, rows_in

from expectations.run import validate
from pipelines.sources.contract import Dataset
from pipelines.sources.registry import datasets
from warehouse.errors import DataError
from warehouse.landing import Arrival
from warehouse.snapshot import arrivals


@dataclass(frozen=True)
class Outcome:
    """What became of one mutation, and by which rules.

    refused: the source does not take the answer; unreadable: it is not of the layout that the load expects; rejected:
    a rule of the suite breaks; warned: it is served, with a finding that the good document has not; same: its rows are
    those of the good document; passed: none of these.
    """

    mutation: Mutation
    fate: str
    rules: list[str]
    good: Arrival
    spoilt: Arrival

    @property
    def is_caught(self) -> bool:
        return self.fate in ("refused", "unreadable", "rejected")

    @property
    def is_caught_by_itself(self) -> bool:
        """Whether something else than the comparison with the vintage before caught it."""
        suite = import_module(f"expectations.suites.{self.mutation.dataset}")
        compared = {words for words, _ in suite.DRIFT.rules().values()}
        return self.is_caught and not set(self.rules) <= compared


def outcomes(folder: Path, mutations: Iterable[Mutation]) -> Iterator[Outcome]:
    """Each mutation in a warehouse of its own, which serves the good document already."""
    for name, its in groupby(mutations, key=lambda one: one.dataset):
        yield from _of_dataset(folder / name, datasets()[name], list(its))


def _of_dataset(folder: Path, dataset: Dataset, mutations: list[Mutation]) -> Iterator[Outcome]:
    keys = {one.key for one in mutations}
    good = {arrival.key: arrival for arrival in arrivals(BUNDLED, dataset.name, None) if arrival.key in keys}
    first = load(folder / "good", dataset, good.values())
    assert first.verdict.is_passed, str(first.verdict)
    for number, mutation in enumerate(mutations):
        arrival = good[mutation.key]
        later = arrival.retrieved_at + timedelta(days=30)
        spoilt = replace(arrival, body=mutation.spoil(arrival.body), retrieved_at=later)
        assert spoilt.sha256 != arrival.sha256, f"{mutation.name} changes nothing"
        one = folder / str(number)
        shutil.copytree(folder / "good", one)
        fate, rules = _fate(one, dataset, arrival, spoilt)
        yield Outcome(mutation, fate, rules, arrival, spoilt)
        shutil.rmtree(one)


def _fate(folder: Path, dataset: Dataset, good: Arrival, spoilt: Arrival) -> tuple[str, list[str]]:
    try:
        dataset.check(spoilt.body, spoilt.key, None)
    except DataError as error:
        return "refused", [error.expected]
    try:
        load(folder, dataset, [spoilt])
    except DataError as error:
        return "unreadable", [error.expected]
    verdict = validate(folder / "build.duckdb", dataset.name)
    assert verdict.documents == 1, "the spoilt document is the only one to judge"
    found, usual = (_findings(folder, arrival.document_id) for arrival in (spoilt, good))
    if not verdict.is_passed:
        return "rejected", [one["rule"] for one in found if not one["is_warning"]]
    new = [one["rule"] for one in found if one not in usual]
    if new:
        return "warned", new
    return ("same" if _rows(folder, dataset, spoilt) == _rows(folder, dataset, good) else "passed"), []


def _rows(folder: Path, dataset: Dataset, arrival: Arrival) -> list[object]:
    rows = f"select * exclude (document_id) from raw.{dataset.name} where document_id = '{arrival.document_id}'"
    return rows_in(folder, f"select count(*), sum(cast(hash(r) as hugeint)) from ({rows}) as r")


def _findings(folder: Path, document: str) -> list[dict[str, object]]:
    (row,) = rows_in(folder, f"select findings from raw.validation where document_id = '{document}'")
    return [one for one in json.loads(row[0]) if not one["is_passed"]]
