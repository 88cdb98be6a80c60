"""The long layout of the Mineral Commodity Summaries: loading it, and each way in which a file can be wrong."""

from __future__ import annotations

import csv
import importlib
import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from expectations.run import validate
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.contract import Request
from pipelines.sources.usgs import MCS_LONG as DATASET
from pipelines.sources.usgs_check import check_long
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts, load_pending, open_books
from warehouse.store import connect

FIXTURE = PROJECT_ROOT / "tests" / "fixtures" / "usgs" / "usgs__mcs_long.csv"
OTHER_LAYOUT = FIXTURE.with_name("usgs__mcs_wide.csv")
ROWS = 146
RAW = f"raw.{DATASET.name}"


def arrival(body: bytes, key: str = "mcs-2026", kind: str = "selection") -> Arrival:
    return Arrival(
        dataset=DATASET.name,
        key=key,
        body=body,
        retrieved_at=datetime(2026, 11, 21, tzinfo=UTC),
        url="https://www.sciencebase.gov/catalog/file/get/69837e43b66b01367d7ec7c7",
        publisher=DATASET.publisher,
        licence=DATASET.licence,
        partition="2026",
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
    text = FIXTURE.read_bytes().decode("cp1252")
    assert old in text
    return text.replace(old, new, 1).encode("cp1252")


def broken_rules(folder: Path) -> list[str]:
    verdict = validate(folder / "build.duckdb", DATASET.name)
    return [finding.rule for finding in verdict.findings if not finding.is_passed]


def asked(edition: str = "2026") -> Request:
    return next(iter(DATASET.requests(Settings(), edition)))


def test_every_row_is_accepted_as_delivered(tmp_path: Path) -> None:
    assert load(tmp_path, arrival(FIXTURE.read_bytes())) == Accounts(documents=1, read=ROWS, accepted=ROWS)
    assert rows(
        tmp_path,
        f"select country, value, notes from {RAW} "
        "where commodity = 'Rare Earths' and country in ('China', 'Canada') and year = '2024' order by 1",
    ) == [
        ("Canada", "—", None),
        ("China", "270,000", "Estimated. -- Production quota; does not include undocumented production."),
    ]
    assert rows(tmp_path, f"select value from {RAW} where commodity = 'Wollastonite' and unit = 'number'") == [
        ("68\u00a0",)
    ]
    assert broken_rules(tmp_path) == []


def test_a_file_in_the_layout_of_2025_is_refused_before_and_at_the_load(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="columns: without MCS chapter"):
        check_long(OTHER_LAYOUT.read_bytes(), "here", asked())
    with pytest.raises(DataError, match="expected the header MCS chapter,Section"):
        load(tmp_path, arrival(OTHER_LAYOUT.read_bytes()))
    assert rows(tmp_path, f"select count(*) from {RAW}") == [(0,)]


def test_the_next_edition_under_the_key_of_this_one_is_refused_before_and_at_the_load(tmp_path: Path) -> None:
    body = FIXTURE.read_bytes().replace(b",2025,", b",2026,")
    with pytest.raises(DataError, match="expected the edition mcs-2026; came mcs-2027"):
        check_long(body, "here", asked())
    with pytest.raises(DataError, match="figures that end with those of mcs-2027"):
        load(tmp_path, arrival(body))


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("Statistics_detail", "Statistics detail", "Statistics_detail"),
        (",Other notes", "", "Other notes"),
        ("Is critical mineral 2025", "Is critical mineral 2027", "Is critical mineral 2025"),
    ],
)
def test_a_column_renamed_or_lost_is_refused(tmp_path: Path, old: str, new: str, named: str) -> None:
    with pytest.raises(DataError, match=f"without {named}"):
        check_long(changed(old, new), "here", asked())
    with pytest.raises(DataError, match="came the header"):
        load(tmp_path, arrival(changed(old, new)))


def test_an_html_page_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    page = b"<!DOCTYPE html><html><body>Just a moment...</body></html>"
    with pytest.raises(DataError, match="columns: without MCS chapter"):
        check_long(page, "here", asked())
    with pytest.raises(DataError, match="expected"):
        load(tmp_path, arrival(page))
    assert rows(tmp_path, f"select count(*) from {RAW}") == [(0,)]


def test_a_header_without_rows_is_refused(tmp_path: Path) -> None:
    header = FIXTURE.read_bytes().splitlines(keepends=True)[0]
    with pytest.raises(DataError, match="no edition"):
        check_long(header, "here", asked())
    with pytest.raises(DataError, match="no figure with a year"):
        load(tmp_path, arrival(header))


def test_a_byte_that_windows_1252_does_not_have_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="text in utf-8-sig or cp1252"):
        load(tmp_path, arrival(FIXTURE.read_bytes() + b"\x81"))


def test_a_line_break_inside_a_note_is_one_row(tmp_path: Path) -> None:
    body = changed('"(Data in', '"(Data\n in')
    assert load(tmp_path, arrival(body)) == Accounts(documents=1, read=ROWS, accepted=ROWS)


def test_a_row_without_a_country_is_quarantined_and_fails_the_suite(tmp_path: Path) -> None:
    assert load(tmp_path, arrival(changed("Rare Earths,China", "Rare Earths,"))).quarantined == 1
    assert "no row that could not be read (see raw.quarantine)" in broken_rules(tmp_path)


def test_a_word_that_the_contract_does_not_name_is_told(tmp_path: Path) -> None:
    load(tmp_path, arrival(changed('"45,500"', "Considerable")))
    assert broken_rules(tmp_path) == ["every value is a number, a bound, a range or a word that the contract names"]


def test_a_country_without_a_seed_row_is_told(tmp_path: Path) -> None:
    load(tmp_path, arrival(changed("Rare Earths,Burma", "Rare Earths,Myanmar")))
    assert broken_rules(tmp_path) == ["every country is one that the seed usgs_economies names"]
    assert validate(tmp_path / "build.duckdb", DATASET.name).is_passed, "one of many tables"


def test_a_figure_printed_twice_counts_once_and_two_of_them_are_quarantined(tmp_path: Path) -> None:
    body = FIXTURE.read_bytes()
    again = next(line for line in body.splitlines(keepends=True) if b"Rare Earths,China,Production" in line)
    accounts = load(tmp_path, arrival(body + again))
    assert accounts == Accounts(documents=1, read=ROWS + 1, accepted=ROWS, excluded=1)
    accounts = load(tmp_path / "other", arrival(body + again.replace(b"270,000", b"280,000")))
    assert accounts == Accounts(documents=1, read=ROWS + 1, accepted=ROWS - 1, quarantined=2)
    assert rows(tmp_path / "other", "select distinct reason from raw.quarantine") == [
        ("the figure stands in its table more than once",)
    ]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('2024,"45,500"', 'last year,"45,500"', "no year or range of years: last year"),
        ('"45,500"', '"-45,500"', "a negative quantity: -45,500"),
    ],
)
def test_a_row_with_a_year_or_a_quantity_that_cannot_be_is_quarantined(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    assert load(tmp_path, arrival(changed(old, new))).quarantined == 1
    assert rows(tmp_path, "select reason from raw.quarantine") == [(reason,)]


def test_an_edition_without_chinas_rare_earths_fails_the_suite(tmp_path: Path) -> None:
    lines = FIXTURE.read_bytes().splitlines(keepends=True)
    load(tmp_path, arrival(b"".join(line for line in lines if b"Rare Earths,China,Production" not in line)))
    assert broken_rules(tmp_path) == [
        "the world production of rare earths is there: China, the United States and the World total"
    ]


def test_a_whole_file_cut_short_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, arrival(FIXTURE.read_bytes(), kind="raw"))
    assert broken_rules(tmp_path) == ["a whole edition has at least 8,000 rows"]


def test_the_whole_edition_is_accounted_for_and_passes(tmp_path: Path, shared_data: Path) -> None:
    body = (shared_data / "usgs" / "MCS2026_Commodities_Data.csv").read_bytes()
    check_long(body, "here", asked())
    assert load(tmp_path, arrival(body, kind="raw")) == Accounts(documents=1, read=8886, accepted=8886)
    assert broken_rules(tmp_path) == []


def test_the_bundled_editions_print_every_figure_of_the_whole_files(
    shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(PROJECT_ROOT / "scripts"), *sys.path])
    *_, wide, long, _ = importlib.import_module("snapshot.usgs").documents(shared_data)
    whole = (shared_data / "usgs" / "MCS2026_Commodities_Data.csv").read_bytes()
    assert [row[:9] for row in printed(long.body)] == [row[:9] for row in printed(whole)]
    assert b"MCS2025,Rare earths,China" in wide.body


def printed(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("cp1252"))))


def test_a_request_names_the_item_and_the_file_of_the_edition() -> None:
    assert asked().key == "mcs-2026"
    assert asked().url == "https://www.sciencebase.gov/catalog/file/get/69837e43b66b01367d7ec7c7"
    assert asked().params == {"name": "MCS2026_Commodities_Data.csv"}


def test_an_edition_of_another_layout_cannot_be_asked_for() -> None:
    with pytest.raises(DataError, match="an edition in the long layout: 2026; came 2025"):
        asked("2025")
