"""Importers and materials are understood as people write them; what is unclear is listed, never guessed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.settings import PROJECT_ROOT
from warehouse import names
from warehouse.errors import ChokepointError

SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"
REFERENCE = PROJECT_ROOT / "dbt_project" / "models" / "marts" / "reference"


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """The reference tables, from the seeds and by the models' own SQL."""
    with duckdb.connect() as made:
        made.execute("create schema reference")
        for table, seed in (("economy", "economies"), ("material", "materials"), ("material_names", "material_names")):
            made.execute(f"create table reference.{table} as from read_csv('{SEEDS / seed}.csv', header = true)")
        made.execute(
            f"create table reference.economy_name as from read_csv('{SEEDS}/economy_names.csv', header = true)"
        )
        model = (REFERENCE / "material_name.sql").read_text()
        model = model.replace("{{ ref('material_names') }}", "reference.material_names")
        model = model.replace("{{ ref('materials') }}", "reference.material")
        made.execute(f"create table reference.material_name as {model}")
        yield made


@pytest.mark.parametrize(
    ("wanted", "key"),
    [
        ("JPN", "JPN"),
        ("jp", "JPN"),
        ("Japan", "JPN"),
        (" japan ", "JPN"),
        ("EU", "EU27"),
        ("EU27", "EU27"),
        ("European Union", "EU27"),
        ("UK", "GBR"),
        ("U.K.", "GBR"),
        ("Great Britain", "GBR"),
        ("USA", "USA"),
        ("U.S.", "USA"),
        ("United States of America", "USA"),
        ("the United States", "USA"),
        ("Korea", "KOR"),
        ("South Korea", "KOR"),
        ("Republic of Korea", "KOR"),
        ("Korea, Republic of", "KOR"),
        ("North Korea", "PRK"),
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("turkiye", "TUR"),
        ("Viet Nam", "VNM"),
        ("Vietnam", "VNM"),
        ("cote d'ivoire", "CIV"),
        ("Ivory Coast", "CIV"),
        ("Taiwan", "TWN"),
        ("Czech Republic", "CZE"),
        ("Guinea", "GIN"),
        ("Niger", "NER"),
        ("Kosovo", "XKX"),
        ("Hong Kong, China", "HKG"),
        ("DRC", "COD"),
        ("in", "IND"),
    ],
)
def test_an_importer_is_understood_as_people_write_it(con: duckdb.DuckDBPyConnection, wanted: str, key: str) -> None:
    assert names.importer(con, wanted).key == key


@pytest.mark.parametrize(
    ("wanted", "key", "is_code"),
    [
        ("rare_earths", "rare_earths", False),
        ("rare earths", "rare_earths", False),
        ("Rare Earths", "rare_earths", False),
        ("Gallium", "gallium", False),
        ("Ga", "gallium", False),
        ("rare earth magnets", "rare_earth_magnets", False),
        ("NdFeB magnets", "rare_earth_magnets", False),
        ("wolfram", "tungsten", False),
        ("graphite", "graphite", False),
        ("PGM", "platinum_group", False),
        ("2846", "2846", True),
        ("2846.90", "284690", True),
        ("HS 2846.90", "284690", True),
        ("28 46 90", "284690", True),
        ("280530 + 2846.10 + 284690", "280530+284610+284690", True),
    ],
)
def test_a_material_or_code_is_understood_as_people_write_it(
    con: duckdb.DuckDBPyConnection, wanted: str, key: str, is_code: bool
) -> None:
    meant = names.material(con, wanted)
    assert (meant.key, meant.is_code) == (key, is_code)


def test_a_name_that_fits_several_lists_them(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ChokepointError) as error:
        names.importer(con, "Congo")
    assert str(error.value).startswith("'Congo' could be several: ")
    assert "(COD)" in str(error.value) and "(COG)" in str(error.value)


def test_a_symbol_that_fits_several_lists_them(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ChokepointError, match="could be several") as error:
        names.material(con, "C")
    assert "(graphite)" in str(error.value) and "(artificial_graphite)" in str(error.value)


@pytest.mark.parametrize(("wanted", "hint"), [("Jappan", "Japan (JPN)"), ("Germny", "Germany (DEU)")])
def test_a_misspelt_importer_is_suggested_and_not_taken(con: duckdb.DuckDBPyConnection, wanted: str, hint: str) -> None:
    with pytest.raises(ChokepointError) as error:
        names.importer(con, wanted)
    assert "Did you mean" in str(error.value) and hint in str(error.value)


@pytest.mark.parametrize(
    ("wanted", "hint"), [("galium", "(gallium)"), ("litium", "(lithium)"), ("dysprosum", "(dysprosium)")]
)
def test_a_misspelt_material_is_suggested_and_not_taken(con: duckdb.DuckDBPyConnection, wanted: str, hint: str) -> None:
    with pytest.raises(ChokepointError) as error:
        names.material(con, wanted)
    assert hint in str(error.value)


def test_what_is_like_nothing_names_the_list(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ChokepointError, match=r"There is no economy '0000'. `chokepoint list importers` shows all."):
        names.importer(con, "0000")


def test_every_listed_name_means_its_economy_or_is_listed_as_unclear(con: duckdb.DuckDBPyConnection) -> None:
    unclear = []
    for key, name in con.execute("select iso3, name from reference.economy_name").fetchall():
        try:
            assert names.importer(con, name).key == key, name
        except ChokepointError:
            unclear.append(name)
    assert sorted(set(unclear)) == ["Congo"]


@given(wanted=st.text(max_size=30))
def test_any_text_is_understood_or_refused_in_words(con: duckdb.DuckDBPyConnection, wanted: str) -> None:
    for ask in (names.importer, names.material):
        try:
            assert ask(con, wanted).key
        except ChokepointError as error:
            assert "shows all" in str(error)


def test_the_seed_is_what_the_lists_give() -> None:
    script = PROJECT_ROOT / "scripts" / "compile_names.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
