"""What the measurements of reliability share: their figures, and warehouses of a small world."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from reliability.figures import Figures
from reliability.refreshes import refresh
from reliability.small_world import FIRST, SECOND, SmallWorld, edition

from pipelines.settings import PROJECT_ROOT
from warehouse.scratch import contents


@pytest.fixture(scope="module")
def figures(request: pytest.FixtureRequest) -> Iterator[Figures]:
    """The figures of a module, which says in PROMISE what it measures; written when its last test has run."""
    command = f"python -m pytest -m reliability {request.path.relative_to(PROJECT_ROOT)}"
    figures = Figures(**request.module.PROMISE, command=command)
    yield figures
    figures.write()


@pytest.fixture(scope="package")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    """A warehouse that serves the first edition, and what it serves after an undisturbed refresh of the second."""
    folder = tmp_path_factory.mktemp("small-world")
    first, second = edition(folder / "first", FIRST), edition(folder / "second", SECOND)
    data = folder / "data"
    ended = refresh(data, first)
    assert ended.is_success, ended
    before = contents(data / "chokepoint.duckdb")
    shutil.copytree(data, folder / "baseline")
    undisturbed = refresh(data, second)
    assert undisturbed.is_success, undisturbed
    after = contents(data / "chokepoint.duckdb")
    assert {table for table in before if before[table] != after[table]} >= {"reference.eu_end_use"}
    return SmallWorld(data, folder / "baseline", first, second, before, after, undisturbed.steps)
