"""BACI in the publisher's layout: plain, packed, several years in one archive, and what is wrong with a wrong file."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from expectations.run import validate
from pipelines.asking.bring import land_file
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.baci import TRADE as DATASET
from pipelines.sources.baci import from_file
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts, load_pending, open_books
from warehouse.store import connect

FIXTURE = PROJECT_ROOT / "tests" / "fixtures" / "baci" / f"{DATASET.name}.csv"
RAW = f"raw.{DATASET.name}"
ONE_YEAR = "BACI_HS17_Y2022_V202601.csv"
ROWS = 26


def load(folder: Path, body: bytes, name: str = ONE_YEAR) -> Accounts:
    request = from_file(Path(name))
    DATASET.check(body, "here", request)
    landing = Landing(folder / "landing")
    landing.land(
        Arrival(
            dataset=DATASET.name,
            key=request.key,
            body=body,
            retrieved_at=datetime(2026, 11, 21, tzinfo=UTC),
            url=request.url,
            publisher=DATASET.publisher,
            licence=DATASET.licence,
            scope=dict(request.scope),
        )
    )
    with connect(folder / "build.duckdb") as con:
        open_books(con, landing)
        return load_pending(con, landing, DATASET.name, DATASET.encoding, folder / "scratch")


YEARS = range(2017, 2025)  # of HS17 in the release of January 2026


def archive(*years: int, edition: str = "HS17") -> bytes:
    """An archive as the publisher packs it: a file per year, with the lists of countries and products."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as content:
        for year in years:
            text = FIXTURE.read_text().replace("2022,", f"{year},")
            content.writestr(f"BACI_{edition}_Y{year}_V202601.csv", text)
        content.writestr("country_codes_V202601.csv", "country_code,country_name\n392,Japan\n")
        content.writestr("product_codes_HS17_V202601.csv", "code,description\n850511,Magnets\n")
        content.writestr("Readme.txt", "BACI")
    return packed.getvalue()


def rows(folder: Path, query: str) -> list[Any]:
    with connect(folder / "build.duckdb") as con:
        return con.execute(query).fetchall()


def changed(old: str, new: str) -> bytes:
    """The fixture with one text replaced where it first occurs."""
    text = FIXTURE.read_text()
    assert old in text
    return text.replace(old, new, 1).encode()


def broken_rules(folder: Path) -> list[str]:
    verdict = validate(folder / "build.duckdb", DATASET.name)
    return [finding.rule for finding in verdict.findings if not finding.is_passed]


def test_a_year_is_accepted_as_delivered(tmp_path: Path) -> None:
    assert load(tmp_path, FIXTURE.read_bytes()) == Accounts(documents=1, read=ROWS, accepted=ROWS)
    first = rows(tmp_path, f"select * exclude (document_id) from {RAW} where row_number = 1")
    assert first == [(1, 2022, 156, 392, "811292", Decimal("24553.618"), Decimal("446.429"))]
    assert rows(tmp_path, f"select k, q from {RAW} where row_number = {ROWS}") == [("010121", None)]
    assert broken_rules(tmp_path) == []


def test_a_packed_year_has_the_same_rows(tmp_path: Path) -> None:
    assert load(tmp_path, gzip.compress(FIXTURE.read_bytes()), f"{ONE_YEAR}.gz").accepted == ROWS


def test_an_archive_of_several_years_is_loaded_whole_without_its_lists(tmp_path: Path) -> None:
    assert load(tmp_path, archive(*YEARS), "BACI_HS17_V202601.zip") == Accounts(1, 8 * ROWS, 8 * ROWS)
    assert rows(tmp_path, f"select t, count(*) from {RAW} group by t order by t") == [(year, ROWS) for year in YEARS]
    assert rows(tmp_path, f"select count(distinct row_number), max(row_number) from {RAW}") == [(8 * ROWS, 8 * ROWS)]
    assert broken_rules(tmp_path) == []


def test_a_row_of_an_archive_that_cannot_be_read_is_quarantined_and_all_others_are_there(tmp_path: Path) -> None:
    packed = io.BytesIO(archive(*YEARS))
    with zipfile.ZipFile(packed, "a") as content:
        content.writestr("BACI_HS17_Y2025_V202601.csv", changed("24553.618", "about 24553"))
    accounts = load(tmp_path, packed.getvalue(), "BACI_HS17_V202601.zip")
    assert accounts == Accounts(1, 9 * ROWS, 9 * ROWS - 1, 1)
    assert rows(tmp_path, "select row_number from raw.quarantine") == [(8 * ROWS + 1,)]
    assert rows(tmp_path, f"select count(*), count(distinct row_number) from {RAW}") == [(9 * ROWS - 1, 9 * ROWS - 1)]


def test_both_ways_of_reading_give_the_same_rows(tmp_path: Path) -> None:
    body = changed(",446.429", ",  446.4285 ") + b"2022,156,392,010129,1e3,\n"
    load(tmp_path / "direct", body)
    load(tmp_path / "read", body + b"2022,156,392,010190,n.a.,1\n")
    every = f"select * exclude (document_id) from {RAW} order by row_number"
    assert rows(tmp_path / "direct", every) == rows(tmp_path / "read", every)
    assert rows(tmp_path / "read", "select count(*) from raw.quarantine") == [(1,)]


def test_quantities_padded_with_blanks_are_missing_or_numbers(tmp_path: Path) -> None:
    assert load(tmp_path, changed(",446.429", ",      NA")).accepted == ROWS
    assert rows(tmp_path, f"select q from {RAW} where row_number = 1") == [(None,)]


def test_real_values_of_a_whole_set_of_codes_add_up_after_the_way_through(shared_data: Path, tmp_path: Path) -> None:
    body, rows_read, dollars = publisher_layout(shared_data)
    assert load(tmp_path, body) == Accounts(documents=1, read=rows_read, accepted=rows_read)
    assert rows(tmp_path, f"select sum(v) * 1000 from {RAW}") == [(dollars,)]
    assert broken_rules(tmp_path) == []


def publisher_layout(shared_data: Path) -> tuple[bytes, int, Decimal]:
    """BACI's year 2022 for 30 codes, brought back to numeric codes and thousands of dollars."""
    folder = shared_data / "baci"
    code = {}
    for line in (folder / "country_codes_V202601.csv").read_text(encoding="utf-8").splitlines()[1:]:
        number, iso3 = line.split(",")[0], line.rsplit(",", 1)[1]
        # Belgium-Luxembourg, the old Germany and the old Sudan ended before 2022 and share a code with today's.
        if number not in {"58", "280", "736"}:
            code[iso3] = number
    lines, dollars = ["t,i,j,k,v,q"], Decimal(0)
    for line in (folder / "baci_V202601_2022_31_codes.csv").read_text().splitlines()[1:]:
        exporter, importer, product, value = line.split(",")
        whole = round(Decimal(value))  # thousands with three decimals, but for the noise of floating point
        dollars += whole
        lines.append(f"2022,{code[exporter]},{code[importer]},{product},{Decimal(whole) / 1000},NA")
    return "\n".join(lines).encode(), len(lines) - 1, dollars


def test_a_number_that_is_none_is_quarantined_and_fails_the_suite(tmp_path: Path) -> None:
    assert load(tmp_path, changed("24553.618", "about 24553")).quarantined == 1
    assert rows(tmp_path, "select reason from raw.quarantine") == [("not a number: v",)]
    assert broken_rules(tmp_path) == ["no row that could not be read (see raw.quarantine)"]


def test_an_empty_field_is_quarantined(tmp_path: Path) -> None:
    assert load(tmp_path, changed("2022,156,392,811292", "2022,,392,811292")).quarantined == 1


def test_a_key_that_occurs_twice_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, FIXTURE.read_bytes() + b"2022,156,392,010121,2.000,NA\n")
    assert broken_rules(tmp_path) == ["each year, exporter, importer and code occurs once"]


def test_an_unknown_country_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, changed("2022,156,392,811292", "2022,999,392,811292"))
    assert broken_rules(tmp_path) == [
        "exporters and importers are economies or areas with a known code, and two of them"
    ]


def test_a_code_that_lost_its_leading_zero_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, changed(",010121,", ",10121,"))
    assert broken_rules(tmp_path) == ["codes have six digits, leading zeros included"]


def test_a_file_of_another_year_than_its_name_says_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, FIXTURE.read_bytes(), "BACI_HS17_Y2023_V202601.csv")
    assert broken_rules(tmp_path) == ["the years are those of the file's name, and none before BACI begins"]


def test_values_that_are_not_positive_fail_the_suite(tmp_path: Path) -> None:
    load(tmp_path, changed("24553.618", "0"))
    assert broken_rules(tmp_path) == ["values are positive, and quantities are where they are given"]


def test_a_file_without_a_row_fails_the_suite(tmp_path: Path) -> None:
    assert load(tmp_path, b"t,i,j,k,v,q\n").read == 0
    assert broken_rules(tmp_path) == ["each document has rows"]


def test_other_columns_are_refused_before_landing_and_at_the_load(tmp_path: Path) -> None:
    body = changed("t,i,j,k,v,q", "t,i,j,hs,v,q")
    with pytest.raises(DataError, match="the header t,i,j,k,v,q; came t,i,j,hs,v,q"):
        DATASET.check(body, "here", None)
    landing = Landing(tmp_path / "landing")
    landing.land(
        Arrival(
            dataset=DATASET.name,
            key="HS17-2022",
            body=body,
            retrieved_at=datetime(2026, 11, 21, tzinfo=UTC),
            url="",
            publisher="",
            licence="",
        )
    )
    with connect(tmp_path / "build.duckdb") as con:
        open_books(con, landing)
        with pytest.raises(DataError, match="came the header t,i,j,hs,v,q"):
            load_pending(con, landing, DATASET.name, DATASET.encoding, tmp_path / "scratch")


@pytest.mark.parametrize(
    ("body", "came"),
    [
        (b"<html>not found</html>", "<html>not found</html>"),
        (archive(), "none in it"),
        (archive(2022)[:-40], "a damaged one"),
        (gzip.compress(b"a,b\n1,2\n"), "a,b"),
        (gzip.compress(b"t,i,j,k,v,q\n" * 9)[:12], "a damaged one"),
    ],
)
def test_a_body_that_is_no_release_is_refused(body: bytes, came: str) -> None:
    with pytest.raises(DataError, match=came):
        DATASET.check(body, "here", None)


@pytest.mark.parametrize(
    ("name", "key", "scope"),
    [
        (
            "BACI_HS22_Y2023_V202601.csv",
            "HS22-2023",
            {"hs_edition": ["HS22"], "release": ["V202601"], "year": ["2023"]},
        ),
        ("BACI_HS92_V202501.zip", "HS92", {"hs_edition": ["HS92"], "release": ["V202501"]}),
        (
            "baci_hs17_y2019_v202401b.csv.gz",
            "HS17-2019",
            {"hs_edition": ["HS17"], "release": ["V202401B"], "year": ["2019"]},
        ),
    ],
)
def test_a_downloaded_file_says_what_it_is_by_its_name(name: str, key: str, scope: dict[str, list[str]]) -> None:
    request = from_file(Path("/downloads") / name)
    assert (request.key, request.scope) == (key, scope)


def test_a_file_whose_name_says_nothing_is_refused_with_the_name_that_is_expected(tmp_path: Path) -> None:
    path = tmp_path / "baci.csv"
    path.write_bytes(FIXTURE.read_bytes())
    with pytest.raises(DataError, match=r"such as BACI_HS92_V202601\.zip .* came baci\.csv"):
        from_file(path)


def test_an_archive_under_another_name_is_known_by_the_files_in_it(tmp_path: Path) -> None:
    path = tmp_path / "download(1).zip"
    path.write_bytes(archive(*YEARS))
    assert from_file(path).key == "HS17"
    path.write_bytes(archive(2022, edition="HS92"))
    assert (from_file(path).key, from_file(path).scope["hs_edition"]) == ("HS92-2022", ["HS92"])


def test_a_gzip_file_under_another_name_is_known_by_the_name_in_it(tmp_path: Path) -> None:
    path = tmp_path / "download.gz"
    with path.open("wb") as out, gzip.GzipFile(ONE_YEAR, "wb", fileobj=out) as packed:
        packed.write(FIXTURE.read_bytes())
    assert from_file(path).key == "HS17-2022"


def test_an_archive_is_of_the_edition_that_its_files_name(tmp_path: Path) -> None:
    path = tmp_path / "BACI_HS92_V202601.zip"
    path.write_bytes(archive(*YEARS))
    assert from_file(path).scope["hs_edition"] == ["HS17"]


def test_an_archive_of_two_editions_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO(archive(2022))
    with zipfile.ZipFile(packed, "a") as content:
        content.writestr("BACI_HS92_Y2022_V202601.csv", FIXTURE.read_text())
    (tmp_path / "both.zip").write_bytes(packed.getvalue())
    with pytest.raises(DataError, match="came HS17 V202601, HS92 V202601"):
        from_file(tmp_path / "both.zip")


def test_an_archive_without_a_year_is_refused_with_the_year(tmp_path: Path) -> None:
    body = archive(*(year for year in YEARS if year != 2020))
    with pytest.raises(DataError, match="the years 2017 to 2024 of HS17 V202601; came an archive without 2020"):
        load(tmp_path, body, "BACI_HS17_V202601.zip")


def test_a_file_on_disk_is_checked_and_landed_as_a_stream(tmp_path: Path) -> None:
    (tmp_path / ONE_YEAR).write_bytes(FIXTURE.read_bytes())
    used = Settings(data_dir=tmp_path / "data")
    landed = land_file(DATASET, tmp_path / ONE_YEAR, used)
    (entry,) = Landing(used.landing_dir).entries(DATASET.name)
    assert (entry["document_id"], entry["bytes"]) == (landed.document_id, FIXTURE.stat().st_size)
    assert Landing(used.landing_dir).newest_body(DATASET.name, "HS17-2022") == FIXTURE.read_bytes()


@pytest.mark.parametrize("size", [40, 4000])
def test_an_archive_cut_short_lands_nothing(tmp_path: Path, size: int) -> None:
    path = tmp_path / "BACI_HS17_V202601.zip"
    path.write_bytes(archive(*YEARS)[:size])
    with pytest.raises(DataError, match="a whole archive; came a damaged one, cut short perhaps"):
        land_file(DATASET, path, Settings(data_dir=tmp_path / "data"))
    assert not list(Landing(tmp_path / "data" / "landing").entries())


def test_a_gzip_file_cut_short_after_its_header_lands_nothing(tmp_path: Path) -> None:
    path = tmp_path / f"{ONE_YEAR}.gz"
    path.write_bytes(gzip.compress(FIXTURE.read_bytes())[:-20])
    with pytest.raises(DataError, match="a damaged one, cut short perhaps"):
        land_file(DATASET, path, Settings(data_dir=tmp_path / "data"))
    (note,) = (tmp_path / "data" / "landing" / "rejected").rglob("*.json")
    assert "cut short" in note.read_text()


def test_nothing_is_asked_for_until_a_setting_names_the_folder() -> None:
    assert list(DATASET.requests(Settings(), None)) == []
    (request,) = DATASET.requests(Settings(base_urls={"baci": "http://127.0.0.1:9/baci/"}), None)
    assert request.url == "http://127.0.0.1:9/baci/BACI_HS22_V202601.zip"
    assert request.key == "HS22"
