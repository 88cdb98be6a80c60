"""The world files of the editions of 2022 to 2024 as the publisher released them: each is accounted for to the row."""

from __future__ import annotations

import csv
import importlib
import io
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from warehouses import arrival, load

from pipelines.settings import PROJECT_ROOT
from pipelines.sources.usgs import MCS_WORLD as DATASET
from pipelines.sources.usgs_check import check_world
from warehouse.landing import Arrival, Landing
from warehouse.load import load_pending, open_books

FILES = {"2022": 12, "2023": 75, "2024": 72}
QUARANTINED_AT_MOST = 20


@pytest.fixture(scope="module")
def files(shared_data: Path) -> list[Path]:
    return sorted((shared_data / "real" / "usgs_mcs").glob("*/*.csv"))


@pytest.fixture(scope="module")
def editions(shared_data: Path) -> list[Arrival]:
    """The bundled archives, compiled anew from the files."""
    sys.path.insert(0, str(PROJECT_ROOT / "scripts"))
    try:
        documents = list(importlib.import_module("snapshot.usgs").documents(shared_data))
    finally:
        sys.path.pop(0)
    return [document for document in documents if document.dataset == DATASET.name]


@pytest.fixture(scope="module")
def one_by_one(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Every file landed under its own name and loaded, in memory."""
    folder = tmp_path_factory.mktemp("files")
    landing = Landing(folder / "landing")
    for path in files:
        assert DATASET.from_file
        asked = DATASET.from_file(path)
        check_world(path.read_bytes(), path.name, asked)
        landing.land(_arrival(path, asked.key))
    with duckdb.connect() as con:
        open_books(con, landing, DATASET.name)
        load_pending(con, landing, DATASET.name, DATASET.encoding, folder / "scratch")
        yield con


def test_every_file_is_accounted_for_to_the_row(one_by_one: duckdb.DuckDBPyConnection, files: list[Path]) -> None:
    assert {edition: sum(path.parent.name == edition for path in files) for edition in FILES} == FILES
    accounts = {
        key: counts
        for key, *counts in one_by_one.execute(
            "select s.key, l.rows_read, l.rows_accepted, l.rows_quarantined, l.rows_excluded "
            "from raw.load as l inner join raw.sighting as s on l.document_id = s.document_id"
        ).fetchall()
    }
    assert len(accounts) == len(files)
    for path in files:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        printed = sum(any(cell.strip() for cell in row) for row in rows[1:])
        read, accepted, quarantined, excluded = accounts[_key(path)]
        assert read == accepted + quarantined + excluded == len(rows), path.name
        assert accepted + quarantined == printed, path.name
    quarantined = one_by_one.execute("select reason, count(*) from raw.quarantine group by reason").fetchall()
    assert sum(count for _, count in quarantined) <= QUARANTINED_AT_MOST and all(reason for reason, _ in quarantined)
    assert sum(counts[1] for counts in accounts.values()) == 2506


def test_the_archives_of_the_editions_pass_their_suite_and_hold_the_same_rows(
    one_by_one: duckdb.DuckDBPyConnection, editions: list[Arrival], tmp_path: Path
) -> None:
    warehouse = load(tmp_path, DATASET, editions)
    assert (warehouse.accounts.documents, warehouse.accounts.accepted) == (3, 2506)
    assert warehouse.accounts.quarantined == 0
    assert warehouse.verdict.is_passed
    columns = "slug, source, country, type, figures::varchar"
    query = f"select {columns} from raw.{DATASET.name} order by all"
    assert warehouse.rows(query) == one_by_one.execute(query).fetchall()
    told = [finding for finding in warehouse.verdict.findings if not finding.is_passed]
    assert ["others are read by nothing" in finding.rule for finding in told] == [True], "unnamed notes of vermiculite"


def test_an_archive_with_one_row_that_cannot_be_read_is_served_without_it(
    editions: list[Arrival], tmp_path: Path
) -> None:
    (whole,) = [edition for edition in editions if edition.key == "mcs-2024"]
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole.body)) as archive, zipfile.ZipFile(out, "w") as spoilt:
        for name in archive.namelist():
            spoilt.writestr(name, archive.read(name).replace(b"MCS2024,New Caledonia9,", b"MCS2024,,"))
    warehouse = load(tmp_path, DATASET, [replace(whole, body=out.getvalue())])
    assert (warehouse.accounts.read, warehouse.accounts.quarantined) == (1807, 1)
    assert warehouse.verdict.is_passed
    assert "no row that could not be read (see raw.quarantine)" in warehouse.broken_rules


def _key(path: Path) -> str:
    slug = path.name.lower().removeprefix(f"mcs{path.parent.name}-").removesuffix("_world.csv")
    return f"mcs-{slug}-{path.parent.name}"


def _arrival(path: Path, key: str) -> Arrival:
    assert key == _key(path)
    return arrival(DATASET, path.read_bytes(), key=key, partition=path.parent.name)
