"""The editions of 2022 to 2024: loading the file of a commodity or the archive of all, and what a wrong one is."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from expectations.reference import rows as seed
from expectations.run import validate
from expectations.world_tables import FOOTNOTE_LETTER, FOOTNOTE_NUMBERS
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.usgs import MCS_WORLD as DATASET
from pipelines.sources.usgs_check import check_world
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts, load_pending, open_books
from warehouse.store import connect

FIXTURE = PROJECT_ROOT / "tests" / "fixtures" / "usgs" / "usgs__mcs_world.csv"
RAW = f"raw.{DATASET.name}"
HELD = (
    "no row, value or name that could not be read, but for at most 5% of a table, or of at most 5% of the document's "
    "tables"
)
READABLE = "every value is a number, a bound, a range or a word that the contract names"
KNOWN = "every country is one that the seed usgs_economies names"
LESS = "no table takes the place of one with producers that it lacks, but for 5% of its amount"
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


def test_a_file_that_does_not_name_its_edition_is_of_the_year_after_its_newest(tmp_path: Path) -> None:
    body = FIXTURE.read_bytes().replace(b"MCS2024,", b",")
    check_world(body, "here", next(iter(DATASET.requests(Settings(), "2024"))))
    with pytest.raises(DataError, match="expected the edition MCS2023; came MCS2024"):
        check_world(body, "here", next(iter(DATASET.requests(Settings(), "2023"))))
    assert load(tmp_path, arrival(body)).accepted == 16
    assert load(tmp_path / "other", arrival(body, "mcs-raree-2023")).accepted == 0
    assert rows(tmp_path / "other", "select distinct reason from raw.quarantine") == [
        ("the file has no production or capacity of both years before the edition",)
    ]


def test_the_layout_of_another_year_is_refused(tmp_path: Path) -> None:
    for name in ("usgs__mcs_wide.csv", "usgs__mcs_long.csv"):
        with pytest.raises(DataError, match="expected"):
            load(tmp_path / name, arrival(FIXTURE.with_name(name).read_bytes()))
    with pytest.raises(DataError, match="expected the edition MCS2024; came MCS2025"):
        check_world(
            FIXTURE.with_name("usgs__mcs_wide.csv").read_bytes(),
            "here",
            next(iter(DATASET.requests(Settings(), "2024"))),
        )


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        ("Production in 2023", "the file has no production or capacity of both years before the edition"),
        ("Prod_t_est_2021", "the file has no production or capacity of both years before the edition"),
        ("Prod_st_est_2023", "a column of figures without a known unit: Prod_st_est_2023"),
    ],
)
def test_a_file_whose_figures_cannot_be_told_is_held_with_the_reason(tmp_path: Path, column: str, reason: str) -> None:
    assert load(tmp_path, arrival(changed("Prod_t_est_2023", column))).quarantined == 16
    assert rows(tmp_path, "select distinct reason from raw.quarantine") == [(reason,)]
    verdict = validate(tmp_path / "build.duckdb", DATASET.name)
    assert not verdict.is_passed and "each document has rows" in str(verdict)


def test_columns_that_nobody_names_are_read_by_nothing_and_told(tmp_path: Path) -> None:
    assert load(tmp_path, arrival(changed("44000000,,,", "44000000,,7,"))).accepted == 16
    verdict = validate(tmp_path / "build.duckdb", DATASET.name)
    assert verdict.is_passed
    (told,) = [str(finding) for finding in verdict.findings if not finding.is_passed]
    assert "others are read by nothing" in told and "name unnamed_9, rows 1, such_as 7" in told


def test_a_large_value_that_cannot_be_read_holds_the_file_of_one_commodity(tmp_path: Path) -> None:
    load(tmp_path, arrival(changed("240000", "about 240000")))
    assert broken_rules(tmp_path) == [HELD, READABLE]


def test_a_small_value_that_cannot_be_read_is_told_and_the_rest_served(tmp_path: Path) -> None:
    load(tmp_path, arrival(changed(",80,80,", ",80,about 80,")))
    assert broken_rules(tmp_path) == [READABLE]
    assert validate(tmp_path / "build.duckdb", DATASET.name).is_passed


def test_a_name_that_nobody_knows_holds_the_file_where_it_is_large_and_is_told_where_it_is_small(
    tmp_path: Path,
) -> None:
    load(tmp_path / "large", arrival(changed("Burma", "Myanmar")))
    assert broken_rules(tmp_path / "large") == [HELD, KNOWN]
    load(tmp_path / "small", arrival(changed("Vietnam,", "Viet Nam,").replace(b"22000000", b"NA")))
    assert broken_rules(tmp_path / "small") == [KNOWN]


@pytest.mark.parametrize("name", ["Guinea2", "Japane", "Korea, Republic ofe, 5", "Denmark (processed)5"])
def test_the_mark_of_a_footnote_behind_a_name_is_no_part_of_it(tmp_path: Path, name: str) -> None:
    load(tmp_path, arrival(changed("Burma", f'"{name}"')))
    assert broken_rules(tmp_path) == []
    assert rows(tmp_path, f"select count(*) from {RAW} where country = '{name}'") == [(1,)], "as delivered"


def test_of_a_country_that_its_table_names_twice_the_exact_name_stands(tmp_path: Path) -> None:
    body = changed("Malaysia", "Burma2")
    assert load(tmp_path, arrival(body)) == Accounts(documents=1, read=20, accepted=15, quarantined=1, excluded=4)
    assert rows(tmp_path, "select reason, content ->> 'country' from raw.quarantine") == [
        ("the country stands in its table more than once", "Burma2")
    ]
    assert rows(tmp_path, f"select figures ->> 'Prod_t_est_2023' from {RAW} where country = 'Burma'") == [("38000",)]


def test_no_seed_name_is_another_one_with_a_mark() -> None:
    names = {row["usgs_name"]: row["iso3"] or row["kind"] for row in seed("usgs_economies")}
    for name, who in names.items():
        unmarked = re.sub(FOOTNOTE_NUMBERS, "", name)
        for other in {unmarked, re.sub(FOOTNOTE_LETTER, "", unmarked)} - {name}:
            assert names.get(other, who) == who, f"{name} would be read as {other}"


def test_the_models_read_a_name_as_the_suites_do() -> None:
    macros = (PROJECT_ROOT / "dbt_project" / "macros" / "usgs_tokens.sql").read_text(encoding="utf-8")
    assert f"regexp_replace({{{{ name }}}}, '{FOOTNOTE_NUMBERS}', '')" in macros
    assert f"regexp_replace({{{{ name }}}}, '{FOOTNOTE_LETTER}', '')" in macros


def test_a_file_of_rare_earths_without_china_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, arrival(changed("MCS2024,China", "MCS2024,Chile")))
    assert broken_rules(tmp_path) == ["a file of rare earths has China and a World total"]


def test_a_row_without_a_country_is_quarantined(tmp_path: Path) -> None:
    assert load(tmp_path, arrival(changed("MCS2024,China", "MCS2024,"))).quarantined == 1
    assert rows(tmp_path, "select reason from raw.quarantine") == [("no country",)]
    assert HELD in broken_rules(tmp_path)


def test_one_bad_file_of_an_archive_holds_no_other_back(tmp_path: Path) -> None:
    files = {f"mcs2023-{slug}_world": GALLIUM.encode() for slug in ("galli", "germa", "indiu", "tellu", "seleni")}
    files["mcs2023-lithi_world"] = GALLIUM.replace("Country", "Land").encode()
    files["mcs2023-cobal_world"] = GALLIUM.replace("Prod_kg", "Prod_lb").encode()
    files["mcs2023-coppe_salient"] = b"DataSource,Commodity,Year\nMCS2023,Copper,2022\n"
    body = archive(**files)
    check_world(body, "here", next(iter(DATASET.requests(Settings(), "2023"))))
    assert load(tmp_path, arrival(body, "mcs-2023")) == Accounts(
        documents=1, read=30, accepted=15, quarantined=6, excluded=9
    )
    assert rows(tmp_path, "select distinct reason from raw.quarantine order by 1") == [
        ("a column of figures without a known unit: Prod_lb_2021",),
        ("the file has no column Country",),
    ]


def test_a_file_that_lacks_what_the_same_table_had_before_does_not_take_its_place(tmp_path: Path) -> None:
    whole = archive(**{"mcs2024-raree_world": FIXTURE.read_bytes()})
    load(tmp_path, arrival(whole, "mcs-2024"))
    assert broken_rules(tmp_path) == []
    landing = Landing(tmp_path / "landing")
    later = datetime(2026, 11, 22, tzinfo=UTC)
    for body, is_held in ((changed("MCS2024,Burma", "MCS2024,Mali"), True), (changed("2900,2900", "2900,2950"), False)):
        landing.land(replace(arrival(body), retrieved_at=later))
        later += timedelta(days=1)
        with connect(tmp_path / "build.duckdb") as con:
            open_books(con, landing)
            load_pending(con, landing, DATASET.name, DATASET.encoding, tmp_path / "scratch")
        assert (LESS in broken_rules(tmp_path)) == is_held


def test_a_downloaded_file_is_known_by_its_name() -> None:
    assert DATASET.from_file
    assert DATASET.from_file(Path("mcs2024-raree_world.csv")).key == "mcs-raree-2024"
    assert DATASET.from_file(Path("mcs2023_world.zip")).key == "mcs-2023"
    with pytest.raises(DataError, match="came 2025"):
        DATASET.from_file(Path("mcs2025-raree_world.csv"))


def test_an_archive_is_known_by_the_files_in_it(tmp_path: Path) -> None:
    assert DATASET.from_file
    path = tmp_path / "world.zip"
    path.write_bytes(archive(**{"mcs2023-galli_world": b"a", "MCS2023-germa_world": b"b"}))
    assert DATASET.from_file(path).key == "mcs-2023"
    path.write_bytes(archive(**{"MCS2023-galli_world": b"a"}))
    assert DATASET.from_file(path).key == "mcs-galli-2023"
    path.write_bytes(archive(**{"mcs2023-galli_world": b"a", "mcs2024-galli_world": b"b"}))
    with pytest.raises(DataError, match="expected the files of one edition; came files of 2023, 2024"):
        DATASET.from_file(path)


def test_the_archive_of_one_commodity_is_that_commodity(tmp_path: Path) -> None:
    body = archive(**{"MCS2023-galli_world": GALLIUM.encode()})
    assert load(tmp_path, arrival(body, "mcs-galli-2023")).accepted == 3
    assert rows(tmp_path, f"select distinct slug from {RAW}") == [("galli",)]


def test_a_request_names_the_archive_of_the_edition() -> None:
    request = next(iter(DATASET.requests(Settings(), "2022")))
    assert request.url.endswith("/catalog/file/get/6197ccbed34eb622f692ee1c")
    assert request.params == {"name": "world.zip"}
