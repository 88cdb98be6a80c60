"""The extract of BACI by material: loading it whole, and what is wrong with a wrong one."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from expectations.run import validate
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.baci import MATERIAL_FLOW as DATASET
from pipelines.sources.baci import extract_from_file
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts, load_pending, open_books
from warehouse.store import connect

FIXTURE = PROJECT_ROOT / "tests" / "fixtures" / "baci" / f"{DATASET.name}.csv"
RAW = f"raw.{DATASET.name}"
NAME = "baci_V202601_flows_2002_2023.csv.gz"


def load(folder: Path, body: bytes) -> Accounts:
    request = extract_from_file(Path(NAME))
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


def test_the_rows_are_accepted_as_published(tmp_path: Path) -> None:
    assert load(tmp_path, FIXTURE.read_bytes()) == Accounts(documents=1, read=79, accepted=79)
    namibia = rows(tmp_path, f"select importer_iso2, value_usd from {RAW} where exporter_iso2 = 'NA'")
    assert namibia == [("ZA", Decimal("268.000"))]
    assert broken_rules(tmp_path) == []


def test_the_whole_extract_of_2002_to_2023_loads_with_exact_accounts(shared_data: Path, tmp_path: Path) -> None:
    body = (shared_data / "baci" / NAME).read_bytes()
    DATASET.check(body, "here", None)
    assert load(tmp_path, body) == Accounts(documents=1, read=329_691, accepted=329_691)
    span = f"select min(year), max(year), count(distinct material) from {RAW}"
    assert rows(tmp_path, span) == [(2002, 2023, 32)]
    magnets = f"select count(*), sum(value_usd) from {RAW} where material = 'magnets'"
    assert rows(tmp_path, magnets) == [(28_891, Decimal("64281070114.000"))]
    assert broken_rules(tmp_path) == []


def test_the_codes_of_the_materials_are_those_whose_flows_are_the_same(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "baci"
    load(tmp_path, (folder / NAME).read_bytes())
    seed = PROJECT_ROOT / "dbt_project" / "seeds" / "baci_materials.csv"
    same = rows(
        tmp_path,
        f"""
        with area as (
            select country_iso2 as iso2, any_value(country_iso3) as iso3
            from read_csv('{folder}/country_codes_V202601.csv', all_varchar = true)
            where country_iso2 is not null group by country_iso2
        ),
        flow as (
            select f.*, e.iso3 as i, j.iso3 as j, m.code_set
            from {RAW} as f
            inner join read_csv('{seed}', all_varchar = true) as m on f.material = m.extract_material
            inner join area as e on f.exporter_iso2 = e.iso2
            inner join area as j on f.importer_iso2 = j.iso2
            where f.year = 2022
        )
        select f.material, avg(cast(round(b.value) = f.value_usd as integer))
        from flow as f
        inner join read_csv('{folder}/baci_V202601_2022_31_codes.csv', types = {{cmd: 'VARCHAR'}}) as b
            on f.i = b.i and f.j = b.j and f.code_set = b.cmd
        group by f.material
        """,
    )
    assert len(same) == 32
    assert {share for _, share in same} == {1.0}


def test_a_number_that_is_none_is_quarantined(tmp_path: Path) -> None:
    assert load(tmp_path, changed("5401910", "5.4 million")).quarantined == 1
    assert rows(tmp_path, "select reason from raw.quarantine") == [("not a number: value_usd",)]
    assert "no row that could not be read (see raw.quarantine)" in broken_rules(tmp_path)


def test_both_of_two_rows_with_one_key_are_quarantined(tmp_path: Path) -> None:
    body = FIXTURE.read_bytes()
    load(tmp_path, body + body.splitlines(keepends=True)[1])
    assert rows(tmp_path, "select reason from raw.quarantine") == [("the key occurs more than once",)] * 2


def test_a_line_with_a_field_too_many_is_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="can read"):
        load(tmp_path, changed("2002,CN,JP,", "2002,CN,JP,more,"))


def test_a_file_with_other_columns_is_neither_landed_nor_loaded(tmp_path: Path) -> None:
    body = changed("value_usd", "value_eur")
    with pytest.raises(DataError, match="value_eur"):
        DATASET.check(body, "here", None)
    with pytest.raises(DataError, match="value_eur"):
        load(tmp_path, body)


def test_an_unknown_material_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, changed("magnets", "unobtainium"))
    assert broken_rules(tmp_path) == ["expect_column_values_to_be_in_set column material"]


def test_an_unknown_economy_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, changed("JP,CN,magnets", "QQ,CN,magnets"))
    assert broken_rules(tmp_path) == ["expect_column_values_to_be_in_set column exporter_iso2"]


def test_materials_of_one_code_that_differ_fail_the_suite(tmp_path: Path) -> None:
    load(tmp_path, changed("2002,CN,JP,germanium,5401910", "2002,CN,JP,germanium,5401911"))
    assert broken_rules(tmp_path) == ["materials that stand for one and the same code have the same figures"]


def test_the_extract_has_no_live_address_and_says_what_it_is_by_its_name() -> None:
    assert list(DATASET.requests(Settings(), None)) == []
    request = extract_from_file(Path("/downloads") / NAME)
    assert (request.key, request.scope["release"]) == ("2002-2023", ["V202601"])
    with pytest.raises(DataError, match=r"came flows\.csv"):
        extract_from_file(Path("flows.csv"))
