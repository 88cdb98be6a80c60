"""Shares of world supply in the EU's criticality study: loading them, and what is wrong with a wrong file."""

from __future__ import annotations

from pathlib import Path

import pytest
from warehouses import Load, arrival, fixture

from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.contract import Dataset
from pipelines.sources.eu_criticality import EU_SUPPLY, GLOBAL_SUPPLY, SCORE, USE, from_file
from pipelines.sources.eu_criticality import GLOBAL_SUPPLY as DATASET
from warehouse import snapshot
from warehouse.errors import DataError
from warehouse.load import Accounts

RAW = f"raw.{DATASET.name}"
BODY = fixture(DATASET, "csv")
ALL = (GLOBAL_SUPPLY, EU_SUPPLY, USE, SCORE)


def changed(old: str, new: str) -> bytes:
    """The fixture with one text replaced where it first occurs."""
    text = BODY.decode("cp1252")
    assert old in text
    return text.replace(old, new, 1).encode("cp1252")


def test_every_share_is_accepted_as_printed(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, BODY)])
    assert load.accounts == Accounts(documents=1, read=36, accepted=36)
    assert load.rows(f"select share, t from {RAW} where material = 'Gallium' and country = 'China'") == [
        ("93.8%", "1.0")
    ]
    assert load.broken_rules == []


def test_names_and_bounds_come_through_windows_1252(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, BODY)])
    assert load.rows(f"select share from {RAW} where country = 'Türkiye'") == [("2.5%",)]
    assert load.rows(f"select count(*) from {RAW} where share = '<0.1%'") == [(6,)]


def test_a_file_with_other_columns_is_not_loaded(loaded: Load) -> None:
    with pytest.raises(DataError, match="came the header Material,Stage,Land"):
        loaded(DATASET, [arrival(DATASET, changed("Country", "Land"))])


def test_an_import_with_other_columns_is_refused_before_it_lands() -> None:
    with pytest.raises(DataError, match="Material, Application"):
        DATASET.check(fixture(USE, "csv"), "the file", None)
    for dataset in ALL:
        dataset.check(fixture(dataset, "csv"), "the file", None)


def test_a_row_with_a_column_too_many_is_not_loaded(loaded: Load) -> None:
    with pytest.raises(DataError, match="can read"):
        loaded(DATASET, [arrival(DATASET, changed("Gallium,P,China", "Gallium,P,China,more"))])


def test_both_of_two_shares_of_one_country_are_quarantined(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, changed("Gallium,P,Germany", "Gallium,P,China"))])
    assert load.accounts.quarantined == 2
    assert "no row that could not be read (see raw.quarantine)" in load.broken_rules


@pytest.mark.parametrize("mark", ["W", "93,8%", "about 94%", ""])
def test_an_unknown_mark_in_place_of_a_share_fails_the_suite(loaded: Load, mark: str) -> None:
    written = f'"{mark}"' if "," in mark else mark
    assert loaded(DATASET, [arrival(DATASET, changed("93.8%", written))]).broken_rules != []


def test_an_unknown_country_or_material_fails_the_suite(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, changed("Gallium,P,Japan", "Galium,P,Atlantis"))])
    assert "expect_column_values_to_be_in_set column country" in load.broken_rules
    assert "each material is one that the seed eu_criticality_materials names" in load.broken_rules


def test_shares_of_a_stage_that_do_not_add_up_fail_the_suite(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, changed("Gallium,P,Ukraine,2.2%", "Gallium,P,Ukraine,22%"))])
    assert load.broken_rules == ["the shares of a material at a stage add up to between 85 % and 105 %"]


@pytest.mark.parametrize("dataset", ALL, ids=lambda dataset: dataset.name)
def test_the_source_has_no_live_address(dataset: Dataset) -> None:
    assert list(dataset.requests(Settings(), None)) == []
    assert not dataset.partitioned


def test_an_imported_file_is_of_the_edition_in_its_name_else_of_2023() -> None:
    assert from_file(Path("Annex_2026_supply.csv")).key == "study-2026"
    assert from_file(Path("fact_GlobalSupplyShares_t.csv")).key == "study-2023"


@pytest.mark.parametrize("dataset", ALL, ids=lambda dataset: dataset.name)
def test_the_bundled_rows_pass_their_suite(loaded: Load, dataset: Dataset) -> None:
    load = loaded(dataset, snapshot.arrivals(PROJECT_ROOT / "warehouse" / "snapshot", dataset.name, None))
    assert load.accounts.documents == 1
    assert load.accounts.accepted > 150
    assert load.broken_rules == []


def test_chinas_shares_of_gallium_are_those_of_the_study(loaded: Load) -> None:
    for dataset in (GLOBAL_SUPPLY, EU_SUPPLY):
        load = loaded(dataset, snapshot.arrivals(PROJECT_ROOT / "warehouse" / "snapshot", dataset.name, None))
    assert load.rows(
        "select g.share, e.share from raw.eu_criticality__global_supply as g, raw.eu_criticality__eu_supply as e "
        "where g.material = 'Gallium' and e.material = 'Gallium' and g.country = 'China' and e.country = 'China'"
    ) == [("93.8%", "69%")]
