"""The wide layout of the Mineral Commodity Summaries: loading it, and each way in which a file can be wrong."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from expectations.run import validate
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.contract import Request
from pipelines.sources.usgs import MCS_WIDE as DATASET
from pipelines.sources.usgs_check import check_wide
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts, load_pending, open_books
from warehouse.store import connect

FIXTURE = PROJECT_ROOT / "tests" / "fixtures" / "usgs" / "usgs__mcs_wide.csv"
OTHER_LAYOUT = FIXTURE.with_name("usgs__mcs_long.csv")
ROWS = 73
RAW = f"raw.{DATASET.name}"
HELD = (
    "no row, value or name that could not be read, but for at most 5% of a table, or of at most 5% of the document's "
    "tables"
)
READABLE = "every value is a number, a bound, a range or a word that the contract names"
HTML = b"<!DOCTYPE html><html><head><title>ScienceBase</title></head><body>Just a moment...</body></html>"


def arrival(body: bytes, key: str = "mcs-2025", kind: str = "selection") -> Arrival:
    return Arrival(
        dataset=DATASET.name,
        key=key,
        body=body,
        retrieved_at=datetime(2026, 11, 21, tzinfo=UTC),
        url="https://www.sciencebase.gov/catalog/file/get/677eaf95d34e760b392c4970",
        publisher=DATASET.publisher,
        licence=DATASET.licence,
        partition="2025",
        kind=kind,
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


def changed(old: str, new: str) -> bytes:
    """The fixture with one text replaced where it first occurs."""
    text = FIXTURE.read_bytes().decode("utf-8")
    assert old in text
    return text.replace(old, new, 1).encode()


def broken_rules(folder: Path) -> list[str]:
    verdict = validate(folder / "build.duckdb", DATASET.name)
    return [finding.rule for finding in verdict.findings if not finding.is_passed]


def asked() -> Request:
    return next(iter(DATASET.requests(Settings(), "2025")))


def test_every_row_is_accepted_as_delivered(tmp_path: Path) -> None:
    assert load(tmp_path, arrival(FIXTURE.read_bytes())) == Accounts(documents=1, read=ROWS, accepted=ROWS)
    assert rows(
        tmp_path,
        f"select prod_2023, prod_est_2024 from {RAW} where trim(commodity) = 'Rare earths' and country = 'China'",
    ) == [("255000", "270000")]
    assert rows(tmp_path, f"select commodity, country from {RAW} where row_number = 1") == [("Clays", "United States")]
    assert broken_rules(tmp_path) == []


def test_the_publishers_archive_loads_like_the_file_in_it(tmp_path: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.write(FIXTURE, "MCS2025_World_Data.csv")
        file.writestr("MCS2025_World_Data.xml", "<metadata/>")
    check_wide(archive.getvalue(), "here", asked())
    assert load(tmp_path, arrival(archive.getvalue())).accepted == ROWS


def test_an_edition_in_windows_1252_loads_with_its_letters(tmp_path: Path) -> None:
    body = FIXTURE.read_bytes().decode("utf-8-sig").replace("Greenland", "Côte d’Ivoire").encode("cp1252")
    assert load(tmp_path, arrival(body)).accepted == ROWS
    assert rows(tmp_path, f"select count(*) from {RAW} where country = 'Côte d’Ivoire'") == [(1,)]


def test_an_archive_with_two_tables_is_not_loaded(tmp_path: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.csv", "a")
        file.writestr("b.csv", "b")
    with pytest.raises(DataError, match="one CSV file"):
        check_wide(archive.getvalue(), "here", asked())
    with pytest.raises(DataError, match="one CSV file"):
        load(tmp_path, arrival(archive.getvalue()))


def test_a_file_in_the_layout_of_2026_is_refused_before_and_at_the_load(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="columns: without SOURCE"):
        check_wide(OTHER_LAYOUT.read_bytes(), "here", asked())
    with pytest.raises(DataError, match="came the header MCS chapter,Section"):
        load(tmp_path, arrival(OTHER_LAYOUT.read_bytes()))
    assert rows(tmp_path, f"select count(*) from {RAW}") == [(0,)]


def test_an_edition_under_the_key_of_another_is_refused_before_and_at_the_load(tmp_path: Path) -> None:
    body = FIXTURE.read_bytes().replace(b"MCS2025,", b"MCS2024,")
    with pytest.raises(DataError, match="expected the edition MCS2025; came MCS2024"):
        check_wide(body, "here", asked())
    with pytest.raises(DataError, match="rows of the edition MCS2025; came rows of MCS2024"):
        load(tmp_path, arrival(body))


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("PROD_EST_ 2024", "PROD_EST_2024", "PROD_EST_ 2024"),
        (",RESERVE_NOTES", "", "RESERVE_NOTES"),
        ("TYPE,UNIT_MEAS", "UNIT_MEAS,TYPE", "13 columns"),
    ],
)
def test_a_column_renamed_lost_or_moved_is_refused(tmp_path: Path, old: str, new: str, named: str) -> None:
    with pytest.raises(DataError, match=named):
        check_wide(changed(old, new), "here", asked())
    with pytest.raises(DataError, match="came the header"):
        load(tmp_path, arrival(changed(old, new)))


def test_an_html_page_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="columns: without SOURCE"):
        check_wide(HTML, "here", asked())
    with pytest.raises(DataError, match="expected"):
        load(tmp_path, arrival(HTML))
    assert rows(tmp_path, f"select count(*) from {RAW}") == [(0,)]


def test_a_truncated_archive_is_refused() -> None:
    with pytest.raises(DataError, match="a whole zip archive"):
        check_wide(b"PK\x03\x04 and no more", "here", asked())


def test_a_row_with_a_field_too_many_is_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="13 fields in every row; came 1 rows"):
        load(tmp_path, arrival(changed("MCS2025,Rare earths,China", "MCS2025,more,Rare earths,China")))


def test_a_row_that_comes_again_counts_once(tmp_path: Path) -> None:
    body = FIXTURE.read_bytes()
    accounts = load(tmp_path, arrival(body + body.splitlines(keepends=True)[1]))
    assert accounts == Accounts(documents=1, read=ROWS + 1, accepted=ROWS, excluded=1)
    assert rows(tmp_path, "select rule, rows from raw.exclusion") == [("the same row again", 1)]
    assert broken_rules(tmp_path) == []


def test_two_rows_of_one_country_with_different_figures_are_quarantined(tmp_path: Path) -> None:
    body = FIXTURE.read_bytes()
    again = next(line for line in body.splitlines(keepends=True) if b"Rare earths,China" in line)
    assert load(tmp_path, arrival(body + again.replace(b"270000", b"280000"))).quarantined == 2
    assert "no row that could not be read (see raw.quarantine)" in broken_rules(tmp_path)
    assert HELD in broken_rules(tmp_path)


def test_a_large_figure_that_cannot_be_read_holds_so_few_tables_back(tmp_path: Path) -> None:
    load(tmp_path, arrival(changed(",255000,", ",ca. 255000,")))
    assert broken_rules(tmp_path) == [HELD, READABLE]


def test_a_large_country_without_a_seed_row_holds_so_few_tables_back(tmp_path: Path) -> None:
    load(tmp_path, arrival(changed("Rare earths,Burma", "Rare earths,Myanmar")))
    assert broken_rules(tmp_path) == [HELD, "every country is one that the seed usgs_economies names"]


def test_in_a_whole_edition_a_figure_or_a_name_that_cannot_be_read_is_told_and_served(
    tmp_path: Path, shared_data: Path
) -> None:
    body = (shared_data / "usgs" / "MCS2025_World_Data.csv").read_bytes()
    spoilt = body.replace(b",255000,", b",ca. 255000,", 1).replace(b"Cobalt,Indonesia", b"Cobalt,Insulinde", 1)
    assert spoilt != body
    assert load(tmp_path, arrival(spoilt, kind="raw")) == Accounts(documents=1, read=1250, accepted=1250)
    verdict = validate(tmp_path / "build.duckdb", DATASET.name)
    assert verdict.is_passed
    told = [str(finding) for finding in verdict.findings if not finding.is_passed]
    assert len(told) == 2
    assert "country Insulinde" in told[0] and "country Kazakhstan, printed ca. 255000" in told[1]


def test_an_edition_without_chinas_rare_earths_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, arrival(changed("Rare earths,China", "Rare earths,Chile")))
    assert broken_rules(tmp_path) == [
        "the production of rare earths is there: China, the United States and the World total"
    ]


def test_a_whole_file_cut_short_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, arrival(FIXTURE.read_bytes(), kind="raw"))
    assert broken_rules(tmp_path) == ["a whole edition has at least 1,200 rows"]


def test_the_whole_edition_is_accounted_for_and_passes(tmp_path: Path, shared_data: Path) -> None:
    body = (shared_data / "usgs" / "MCS2025_World_Data.csv").read_bytes()
    check_wide(body, "here", asked())
    assert load(tmp_path, arrival(body, kind="raw")) == Accounts(documents=1, read=1250, accepted=1250)
    assert broken_rules(tmp_path) == []


def test_a_request_names_the_item_and_the_file_of_the_edition() -> None:
    request = asked()
    assert request.key == "mcs-2025"
    assert request.url == "https://www.sciencebase.gov/catalog/file/get/677eaf95d34e760b392c4970"
    assert request.params == {"name": "World_Data_Release_MCS_2025.zip"}
    other = Settings(base_urls={"usgs": "http://127.0.0.1:8000/"})
    assert next(iter(DATASET.requests(other, "2025"))).url.startswith("http://127.0.0.1:8000/catalog/")


def test_an_edition_of_another_layout_cannot_be_asked_for() -> None:
    with pytest.raises(DataError, match="an edition in the wide layout: 2025; came 2026"):
        list(DATASET.requests(Settings(), "2026"))


@pytest.mark.parametrize("name", ["MCS2025_World_Data.csv", "World_Data_Release_MCS_2025.zip"])
def test_a_downloaded_file_is_known_by_the_edition_in_its_name(name: str) -> None:
    assert DATASET.from_file
    assert DATASET.from_file(Path("downloads") / name).key == "mcs-2025"


def test_a_downloaded_file_of_another_edition_is_refused() -> None:
    assert DATASET.from_file
    with pytest.raises(DataError, match="came 2026"):
        DATASET.from_file(Path("MCS2026_Commodities_Data.csv"))
    with pytest.raises(DataError, match=r"came download\.csv"):
        DATASET.from_file(Path("download.csv"))
