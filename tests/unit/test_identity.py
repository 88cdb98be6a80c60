"""The identity of a build: the same documents, code and as-of time give the same id."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from warehouses import SEEN_AT, arrival, fixture, load

from pipelines.settings import PROJECT_ROOT
from pipelines.sources.comtrade_mineral_series import FLOWS as DATASET
from warehouse.identity import build_id
from warehouse.validation import book

BODY = fixture(DATASET, "csv")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The code that a build rests on, as a copy that may be changed."""
    for part in ("dbt_project/models", "dbt_project/seeds", "dbt_project/macros", "dbt_project/tests", "warehouse/raw"):
        shutil.copytree(PROJECT_ROOT / part, tmp_path / "project" / part)
    for part in ("dbt_project/dbt_project.yml", "warehouse/publish.sql"):
        shutil.copy(PROJECT_ROOT / part, tmp_path / "project" / part)
    return tmp_path / "project"


def built(folder: Path, *bodies: bytes, is_passed: bool = True) -> Path:
    """A build file in which these bodies came a day apart, with a verdict each."""
    arrivals = [arrival(DATASET, body, retrieved_at=SEEN_AT + timedelta(days=days)) for days, body in enumerate(bodies)]
    loaded = load(folder, DATASET, arrivals)
    book(loaded.build_file, [(one.document_id, DATASET.name, "suite", 1, 1, is_passed, "[]") for one in arrivals])
    return loaded.build_file


def test_the_same_documents_and_code_give_the_same_id_in_another_place(tmp_path: Path, project: Path) -> None:
    other = shutil.copytree(project, tmp_path / "elsewhere")
    one = build_id(built(tmp_path / "a", BODY), project, None)
    assert one == build_id(built(tmp_path / "b", BODY), other, None)
    assert len(one) == 16 and int(one, 16) >= 0


def test_another_document_gives_another_id(tmp_path: Path, project: Path) -> None:
    one = build_id(built(tmp_path / "a", BODY), project, None)
    assert one != build_id(built(tmp_path / "b", BODY, BODY.replace(b"2015", b"2016")), project, None)


def test_a_document_that_failed_its_suite_does_not_count(tmp_path: Path, project: Path) -> None:
    build_file = built(tmp_path / "a", BODY)
    before = build_id(build_file, project, None)
    bad = arrival(DATASET, BODY.replace(b"2015", b"2016"), retrieved_at=SEEN_AT + timedelta(days=1))
    load(tmp_path / "a", DATASET, [bad])
    assert build_id(build_file, project, None) == before
    book(build_file, [(bad.document_id, DATASET.name, "suite", 1, 1, False, "[]")])
    assert build_id(build_file, project, None) == before


def test_another_as_of_time_gives_another_id(tmp_path: Path, project: Path) -> None:
    build_file = built(tmp_path / "a", BODY)
    ids = {build_id(build_file, project, as_of) for as_of in (None, "2026-11-22T00:00:00", "2026-11-23T00:00:00")}
    assert len(ids) == 3


@pytest.mark.parametrize(
    "file",
    [
        "dbt_project/models/marts/reference/economy.sql",
        "dbt_project/seeds/thresholds.csv",
        "dbt_project/macros/hhi.sql",
        "dbt_project/dbt_project.yml",
        "warehouse/raw/comtrade__trade.sql",
        "warehouse/publish.sql",
    ],
)
def test_a_change_of_the_code_gives_another_id(tmp_path: Path, project: Path, file: str) -> None:
    build_file = built(tmp_path / "a", BODY)
    before = build_id(build_file, project, None)
    with (project / file).open("a") as code:
        code.write("\n")
    assert build_id(build_file, project, None) != before


def test_a_file_that_moved_gives_another_id(tmp_path: Path, project: Path) -> None:
    build_file = built(tmp_path / "a", BODY)
    before = build_id(build_file, project, None)
    (project / "dbt_project/macros/hhi.sql").rename(project / "dbt_project/macros/herfindahl.sql")
    assert build_id(build_file, project, None) != before
