"""The extract of UN Comtrade's keyed API: telling totals from details, and what is wrong with a wrong file."""

from __future__ import annotations

import gzip
from decimal import Decimal
from pathlib import Path

import pytest
from warehouses import Load, arrival, fixture

from pipelines.asking.bring import land_file
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.comtrade_extract import TRADE as DATASET
from pipelines.sources.comtrade_extract import check, from_file
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts

TEXT = fixture(DATASET, "csv")
TEXT_2024 = (PROJECT_ROOT / "tests/fixtures/comtrade_extract/comtrade_extract__trade_2024.csv").read_bytes()
DETAILS = "detail row of a dropped breakdown"


def came(text: bytes, year: int = 2022) -> list[Arrival]:
    return [arrival(DATASET, gzip.compress(text), key=f"A-extract-{year}", partition=str(year))]


def changed(old: bytes, new: bytes) -> bytes:
    """The fixture with one text replaced where it first occurs."""
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def test_the_total_of_each_key_is_accepted_and_its_details_are_excluded_by_name(loaded: Load) -> None:
    warehouse = loaded(DATASET, came(TEXT))
    assert warehouse.accounts == Accounts(documents=1, read=84, accepted=35, excluded=49)
    assert warehouse.rows("select rule, rows from raw.exclusion") == [(DETAILS, 49)]
    assert warehouse.rows(
        "select partner, value, netwgt from raw.comtrade_extract__trade where reporter = 642 order by partner"
    ) == [
        (0, Decimal("389038.19"), Decimal("14645.0")),
        (276, Decimal("384759.13"), Decimal("14451.0")),
        (528, Decimal("4279.06"), Decimal("194.0")),
    ]
    assert warehouse.broken_rules == []


def test_a_total_keeps_its_own_missing_weight_instead_of_a_details(loaded: Load) -> None:
    warehouse = loaded(DATASET, came(TEXT))
    assert warehouse.rows(
        "select partner, value, netwgt from raw.comtrade_extract__trade where reporter = 76 and partner in (0, 842) "
        "order by partner"
    ) == [(0, Decimal("9898982.0"), Decimal("0.0")), (842, Decimal("548406.0"), Decimal("0.0"))]


def test_the_layout_without_year_and_quantity_takes_the_year_of_its_file(loaded: Load) -> None:
    warehouse = loaded(DATASET, came(TEXT_2024, 2024))
    assert warehouse.accounts == Accounts(documents=1, read=8, accepted=4, excluded=4)
    assert warehouse.rows("select distinct year, qty, qtyunit from raw.comtrade_extract__trade") == [(2024, None, None)]
    assert warehouse.broken_rules == []


def test_partners_add_up_to_world_in_all_groups_of_both_years(loaded: Load, shared_data: Path, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    for year in (2022, 2024):
        land_file(DATASET, shared_data / "comtrade" / "annual_31_codes" / f"comtrade_{year}.csv.gz", settings)
    warehouse = loaded(DATASET, [])
    assert warehouse.accounts == Accounts(documents=2, read=331_447, accepted=73_052, excluded=258_395)
    assert warehouse.rows("select distinct rule from raw.exclusion") == [(DETAILS,)]
    sums = """
        select reporter, flow, cmd, year,
            sum(value) filter (where partner = 0) as world, sum(value) filter (where partner <> 0) as partners
        from raw.comtrade_extract__trade
        group by all
    """
    assert warehouse.rows(
        f"select count(*), count(*) filter (where abs(world - partners) <= 0.001 * world) from ({sums})"
    ) == [(8366, 8366)]
    assert warehouse.broken_rules == []


def test_the_naive_sums_of_most_groups_do_not_add_up(loaded: Load) -> None:
    warehouse = loaded(DATASET, came(TEXT))
    naive = sum(Decimal(line.split(b",")[5].decode()) for line in TEXT.splitlines()[1:] if b",642," in line)
    assert naive > 3 * warehouse.rows("select max(value) from raw.comtrade_extract__trade where reporter = 642")[0][0]


def test_a_file_is_keyed_by_the_year_in_its_name_and_lands_in_that_partition(tmp_path: Path) -> None:
    path = tmp_path / "comtrade_2022.csv.gz"
    path.write_bytes(gzip.compress(TEXT))
    assert land_file(DATASET, path, Settings(data_dir=tmp_path)).is_new
    (entry,) = Landing(tmp_path / "landing").entries(DATASET.name)
    assert (entry["key"], entry["partition"], entry["origin"]) == ("A-extract-2022", "2022", "import")


@pytest.mark.parametrize("name", ["comtrade.csv.gz", "comtrade_2022_2024.csv.gz", "comtrade_2022.csv"])
def test_a_file_that_does_not_name_its_one_year_is_refused(name: str) -> None:
    with pytest.raises(DataError, match=r"its one year, such as comtrade_2022\.csv\.gz"):
        from_file(Path(name))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (gzip.compress(TEXT)[:60], "does not unpack"),
        (TEXT, "does not unpack"),
        (gzip.compress(changed(b"year,reporter", b"year,rep")), "the header year,rep,partner"),
    ],
    ids=["cut", "not packed", "another header"],
)
def test_what_is_no_extract_is_refused(body: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message):
        check(body, "a file", None)


def test_a_document_with_another_header_is_not_loaded(loaded: Load) -> None:
    with pytest.raises(DataError, match="the header year,rep,partner"):
        loaded(DATASET, came(changed(b"year,reporter", b"year,rep")))


def test_a_text_where_a_number_belongs_is_quarantined_and_fails_the_suite(loaded: Load) -> None:
    warehouse = loaded(DATASET, came(changed(b"103460.0", b"n.a.")))
    assert warehouse.accounts.quarantined == 1
    assert warehouse.rows("select reason from raw.quarantine") == [("not a number: value",)]
    assert "no row that could not be read (see raw.quarantine)" in warehouse.broken_rules


def test_rows_of_another_year_than_the_file_are_quarantined(loaded: Load) -> None:
    warehouse = loaded(DATASET, came(TEXT, 2023))
    assert warehouse.rows("select distinct reason from raw.quarantine") == [("of another year than the file",)]


def test_a_partner_whose_total_is_missing_fails_the_suite(loaded: Load) -> None:
    warehouse = loaded(DATASET, came(changed(b"2022,642,276,720292,X,384759.13,14451.0,14451.0,8\n", b"")))
    assert warehouse.broken_rules == ["the World row is the sum of the partner rows within 0.1 %"]


def test_a_group_of_countries_among_the_partners_fails_the_suite(loaded: Load) -> None:
    broken = loaded(DATASET, came(TEXT.replace(b",642,528,", b",642,97,"))).broken_rules
    assert "expect_column_values_to_not_be_in_set column partner" in broken


def test_the_source_has_no_live_address() -> None:
    assert list(DATASET.requests(Settings(), "2022")) == []
