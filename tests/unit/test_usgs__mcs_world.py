"""The editions of 2022 to 2024: loading the file of a commodity or the archive of all, and what a wrong one is."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from expectations.run import validate
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.usgs import MCS_WORLD as DATASET
from pipelines.sources.usgs_check import check_world
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts, load_pending, open_books
from warehouse.store import connect

FIXTURE = PROJECT_ROOT / "tests" / "fixtures" / "usgs" / "usgs__mcs_world.csv"
RAW = f"raw.{DATASET.name}"
GALLIUM = (
    "Source,Country,Type,Prod_kg_2021,Prod_kg_Est_2022,Prod_note,Cap_kg_2022\n"
    "MCS2023,China,Primary production,423000,540000,,750000\n"
    "MCS2023,Japane,Primary production,3000,3000,estimated,10000\n"
    "MCS2023,World total (rounded),Primary production,434000,550000,,800000\n"
)


def arrival(body: bytes, key: str = "mcs-raree-2024") -> Arrival:
    return Arrival(
        dataset=DATASET.name,
        key=key,
        body=body,
        retrieved_at=datetime(2026, 11, 21, tzinfo=UTC),
        url=DATASET.documentation,
        publisher=DATASET.publisher,
        licence=DATASET.licence,
        partition=key[-4:],
        kind="selection",
    )


def load(folder: Path, arrived: Arrival) -> Accounts:
    landing = Landing(folder / "landing")
    landing.land(arrived)
    with connect(folder / "build.duckdb") as con:
        open_books(con, landing)
        return load_pending(con, landing, DATASET.name, DATASET.encoding, folder / "scratch")


def rows(folder: Path, query: str) -> list[Any]:
    with connect(folder / "build.duckdb") as con:
        return con.execute(query).fetchall()


def broken_rules(folder: Path) -> list[str]:
    verdict = validate(folder / "build.duckdb", DATASET.name)
    return [finding.rule for finding in verdict.findings if not finding.is_passed]


def changed(old: str, new: str) -> bytes:
    text = FIXTURE.read_bytes().decode("utf-8")
    assert old in text
    return text.replace(old, new, 1).encode()


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in members.items():
            file.writestr(f"world/{name}.csv", body)
            file.writestr(f"world/{name}.xml", b"<metadata/>")
    return out.getvalue()


def test_the_file_of_a_commodity_is_accounted_for_row_by_row(tmp_path: Path) -> None:
    accounts = load(tmp_path, arrival(FIXTURE.read_bytes()))
    assert accounts == Accounts(documents=1, read=20, accepted=16, excluded=4)
    assert rows(tmp_path, "select rule, rows from raw.exclusion order by rule") == [
        ("empty row", 3),
        ("header of a file", 1),
    ]
    assert rows(tmp_path, f"select source, slug, figures ->> 'Prod_t_est_2023' from {RAW} where country = 'China'") == [
        ("MCS2024", "raree", "240000")
    ]
    assert broken_rules(tmp_path) == []


def test_the_publishers_own_file_passes(tmp_path: Path, shared_data: Path) -> None:
    body = (shared_data / "usgs" / "mcs2024-raree_world.csv").read_bytes()
    check_world(body, "here", next(iter(DATASET.requests(Settings(), "2024"))))
    assert load(tmp_path, arrival(body)) == Accounts(documents=1, read=39, accepted=16, excluded=23)
    assert broken_rules(tmp_path) == []


def test_an_archive_has_a_commodity_in_each_file_and_columns_of_its_own(tmp_path: Path) -> None:
    body = archive(**{"mcs2023-galli_world": GALLIUM.encode(), "mcs2023-germa_world": b""})
    check_world(body, "here", next(iter(DATASET.requests(Settings(), "2023"))))
    assert load(tmp_path, arrival(body, "mcs-2023")) == Accounts(documents=1, read=4, accepted=3, excluded=1)
    assert rows(tmp_path, f"select slug, country, figures ->> 'Cap_kg_2022' from {RAW} order by row_number") == [
        ("galli", "China", "750000"),
        ("galli", "Japane", "10000"),
        ("galli", "World total (rounded)", "800000"),
    ]
    assert broken_rules(tmp_path) == []


def test_another_edition_is_refused_before_and_at_the_load(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="expected the edition MCS2022; came MCS2024"):
        check_world(FIXTURE.read_bytes(), "here", next(iter(DATASET.requests(Settings(), "2022"))))
    with pytest.raises(DataError, match="rows of MCS2022; came rows of MCS2024"):
        load(tmp_path, arrival(FIXTURE.read_bytes(), "mcs-raree-2022"))


def test_the_layout_of_another_year_is_refused(tmp_path: Path) -> None:
    for name in ("usgs__mcs_wide.csv", "usgs__mcs_long.csv"):
        with pytest.raises(DataError, match="expected"):
            load(tmp_path / name, arrival(FIXTURE.with_name(name).read_bytes()))
    with pytest.raises(DataError, match="columns Source, Country, Type"):
        check_world(FIXTURE.with_name("usgs__mcs_wide.csv").read_bytes(), "here", None)


def test_a_column_that_the_contract_does_not_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="with Production in 2023"):
        load(tmp_path, arrival(changed("Prod_t_est_2023", "Production in 2023")))


def test_a_column_without_a_known_unit_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, arrival(changed("Prod_t_est_2023", "Prod_st_est_2023")))
    assert broken_rules(tmp_path) == ["every column of figures names a unit"]


def test_a_figure_in_a_column_without_a_name_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, arrival(changed("44000000,,,", "44000000,,7,")))
    assert broken_rules(tmp_path) == ["every figure stands in a column with a name"]


def test_a_word_that_the_contract_does_not_name_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, arrival(changed("240000", "about 240000")))
    assert broken_rules(tmp_path) == ["every value is a number, a bound, a range or a word that the contract names"]


def test_a_country_without_a_seed_row_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, arrival(changed("Burma", "Myanmar")))
    assert broken_rules(tmp_path) == ["every country is one that the seed usgs_economies names"]


def test_a_table_without_china_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, arrival(changed("MCS2024,China", "MCS2024,Chile")))
    assert broken_rules(tmp_path) == ["the table of rare earths has China and a World total"]


def test_a_row_without_a_country_is_quarantined(tmp_path: Path) -> None:
    assert load(tmp_path, arrival(changed("MCS2024,China", "MCS2024,"))).quarantined == 1
    assert rows(tmp_path, "select reason from raw.quarantine") == [("no country",)]


def test_a_downloaded_file_is_known_by_its_name() -> None:
    assert DATASET.from_file
    assert DATASET.from_file(Path("mcs2024-raree_world.csv")).key == "mcs-raree-2024"
    assert DATASET.from_file(Path("mcs2023_world.zip")).key == "mcs-2023"
    with pytest.raises(DataError, match="came 2025"):
        DATASET.from_file(Path("mcs2025-raree_world.csv"))


def test_a_request_names_the_archive_of_the_edition() -> None:
    request = next(iter(DATASET.requests(Settings(), "2022")))
    assert request.url.endswith("/catalog/file/get/6197ccbed34eb622f692ee1c")
    assert request.params == {"name": "world.zip"}
