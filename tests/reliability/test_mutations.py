"""The gate between raw and staging, tried with good documents that were spoilt on purpose."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from reliability.figures import Figures
from reliability.gate import Outcome, outcomes
from reliability.mutations import MUTATIONS
from warehouses import load, rows_in

from expectations.run import validate
from pipelines.settings import PROJECT_ROOT
from pipelines.sources.registry import datasets

PROMISE = {
    "key": "06_gate",
    "title": "The gate cannot be skipped",
    "claim": "Good documents that are spoilt on purpose and land as the next vintage are held back, or served with a "
    "finding in quality.finding, or show in quality.revision; checks run equal checks declared.",
}
HELD_BACK = ("refused", "unreadable", "rejected")
COLUMNS = {
    "held back": HELD_BACK,
    "warned of": ("warned",),
    "shown as a revision": ("shown",),
    "read as the good one": ("same",),
    "missed": ("passed",),
}


@pytest.mark.slow
def test_spoilt_documents_are_held_back_or_told_of(tmp_path: Path) -> None:
    tried = list(outcomes(tmp_path, [mutation for mutation in MUTATIONS if mutation.is_quick]))
    assert len(tried) >= 15
    assert [outcome.mutation.name for outcome in tried if outcome.fate == "passed"] == []
    assert sum(outcome.is_caught for outcome in tried) >= len(tried) - 2


def test_each_mutation_has_a_name_of_its_own() -> None:
    assert len(MUTATIONS) >= 50
    assert [name for name, times in Counter(one.name for one in MUTATIONS).items() if times > 1] == []


@pytest.mark.reliability
def test_at_least_95_of_100_mutations_are_caught_or_explained(tmp_path: Path, figures: Figures) -> None:
    tried = list(outcomes(tmp_path / "gate", MUTATIONS))
    shown = _shown_as_revisions(tmp_path / "marts", [outcome for outcome in tried if outcome.fate == "passed"])
    fates = {outcome.mutation.name: "shown" if outcome.mutation.name in shown else outcome.fate for outcome in tried}
    for kind in dict.fromkeys(mutation.kind for mutation in MUTATIONS):
        of_kind = [fates[one.mutation.name] for one in tried if one.mutation.kind == kind]
        counts = {name: sum(fate in column for fate in of_kind) for name, column in COLUMNS.items()}
        explained = 1 - counts["missed"] / len(of_kind)
        figures.row("by class", **{"class": kind, "mutations": len(of_kind), **counts, "explained": f"{explained:.0%}"})
    for one in tried:
        rules = "; ".join(one.rules)
        figures.row(
            "each mutation",
            **{"class": one.mutation.kind, "mutation": one.mutation.name, "fate": fates[one.mutation.name]},
            dataset=one.mutation.dataset,
            rules=rules,
        )
    explained = sum(fate != "passed" for fate in fates.values())
    figures.values.update(
        mutations=len(tried),
        held_back=sum(one.is_caught for one in tried),
        held_back_without_a_vintage_before=sum(one.is_caught_by_itself for one in tried),
        warned_of=sum(fate == "warned" for fate in fates.values()),
        shown_as_revisions=len(shown),
        read_as_the_good_one=sum(fate == "same" for fate in fates.values()),
        missed=len(tried) - explained,
        share_held_back=round(sum(one.is_caught for one in tried) / len(tried), 3),
        share_caught_or_explained=round(explained / len(tried), 3),
    )
    assert explained / len(tried) >= 0.95, [name for name, fate in fates.items() if fate == "passed"]


def _shown_as_revisions(folder: Path, passed: list[Outcome]) -> set[str]:
    """Which of the mutations that passed silently show in quality.revision, with the marts built and tested."""
    names: dict[str, str] = {}
    for outcome in passed:
        dataset = datasets()[outcome.mutation.dataset]
        for arrival in (outcome.good, outcome.spoilt):
            load(folder, dataset, [arrival])
            assert validate(folder / "build.duckdb", dataset.name).is_passed
        names[outcome.spoilt.document_id] = outcome.mutation.name
    if not names:
        return set()
    _build(folder, "+revision", "+partner_sum")
    moved = rows_in(folder, "select distinct newest_document_id from quality.revision where absolute_change <> 0")
    return {names[document] for (document,) in moved if document in names}


def _build(folder: Path, *models: str) -> None:
    project = str(PROJECT_ROOT / "dbt_project")
    subprocess.run(
        [
            str(Path(sys.executable).with_name("dbt")),
            *("build", "--quiet", "--exclude-resource-type", "unit_test", "--indirect-selection", "cautious"),
            *("--select", *models),
            *("--project-dir", project, "--profiles-dir", project),
        ],
        env=os.environ
        | {
            "CHOKEPOINT_BUILD_FILE": str(folder / "build.duckdb"),
            "DBT_TARGET_PATH": str(folder / "target"),
            "DBT_LOG_PATH": str(folder / "logs"),
            "DO_NOT_TRACK": "1",
        },
        check=True,
        capture_output=True,
    )
