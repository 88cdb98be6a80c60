"""The OECD's input-output tables: loading them, and what is wrong with a wrong file."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from warehouses import Load, arrival, fixture

from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.oecd_io import TABLE as DATASET
from pipelines.sources.oecd_io import from_file
from warehouse import snapshot
from warehouse.errors import DataError
from warehouse.load import Accounts

RAW = f"raw.{DATASET.name}"
BODY = fixture(DATASET, "csv")


def changed(old: bytes, new: bytes) -> bytes:
    """The fixture with one text replaced where it first occurs."""
    assert old in BODY
    return BODY.replace(old, new, 1)


def test_every_figure_is_accepted_as_published(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, BODY)])
    assert load.accounts == Accounts(documents=1, read=126, accepted=126)
    query = f"select value_musd from {RAW} where year = 2018 and row_code = '15' and col_code = '20'"
    assert load.rows(query) == [(Decimal("40784.7"),)]
    assert load.broken_rules == []


def test_imports_are_negative_and_codes_keep_their_leading_zero(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, BODY)])
    query = f"select row_code from {RAW} where col_code = 'IMPO' and value_musd < 0 and year = 2018 order by 1"
    assert load.rows(query)[0] == ("04",)


def test_a_file_with_other_columns_is_not_loaded_nor_landed(loaded: Load) -> None:
    body = changed(b"col_code", b"column")
    with pytest.raises(DataError, match="the header year,row_code,row_desc,column"):
        loaded(DATASET, [arrival(DATASET, body)])
    with pytest.raises(DataError, match="the columns year,row_code"):
        DATASET.check(body, "the file", None)


def test_a_figure_that_is_no_number_is_quarantined_and_fails_the_suite(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, changed(b",04,12.7", b",04,..."))])
    assert load.rows("select reason from raw.quarantine") == [("not a number: value_musd ...",)]
    assert "no row that could not be read (see raw.quarantine)" in load.broken_rules


def test_two_figures_of_one_cell_are_quarantined(loaded: Load) -> None:
    line = BODY.splitlines(keepends=True)[1]
    assert loaded(DATASET, [arrival(DATASET, BODY + line)]).accounts.quarantined == 2


def test_a_cell_that_is_missing_fails_the_suite(loaded: Load) -> None:
    lines = BODY.splitlines(keepends=True)
    load = loaded(DATASET, [arrival(DATASET, b"".join([*lines[:5], *lines[6:]]))])
    assert load.broken_rules == ["each row of a year's table has a figure in each of its columns"]


def test_a_table_without_its_output_fails_the_suite(loaded: Load) -> None:
    lines = [line for line in BODY.splitlines(keepends=True) if b"OUTPUT" not in line]
    load = loaded(DATASET, [arrival(DATASET, b"".join(lines))])
    assert load.broken_rules == ["each year's table has output, value added, the intermediate total and imports"]


def test_an_industry_of_another_edition_fails_the_suite(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, BODY.replace(b",20,", b",D29,"))])
    assert "expect_column_values_to_be_in_set column row_code" in load.broken_rules


def test_the_name_of_an_imported_file_says_edition_and_economy() -> None:
    assert list(DATASET.requests(Settings(), None)) == []
    assert from_file(Path("oecd_iot_2023ed_KOR_1995_2020.csv")).key == "KOR-2023"
    with pytest.raises(DataError, match="the edition and the economy"):
        from_file(Path("table.csv"))


def test_the_bundled_tables_are_the_newest_ten_years_figure_by_figure(loaded: Load, shared_data: Path) -> None:
    load = loaded(DATASET, snapshot.arrivals(PROJECT_ROOT / "warehouse" / "snapshot", DATASET.name, None))
    assert load.accounts == Accounts(documents=1, read=27_000, accepted=27_000)
    assert load.broken_rules == []
    path = shared_data / "oecd_io" / "oecd_iot_2021ed_JPN_1995_2018_long.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        published = Counter[int]()
        for row in csv.DictReader(file):
            if int(row["year"]) >= 2009 and row["row_code"] == "OUTPUT":
                published[int(row["year"])] += round(Decimal(row["value_musd"]) * 10)
    query = f"select year, cast(sum(value_musd) * 10 as bigint) from {RAW} where row_code = 'OUTPUT' group by year"
    assert dict(load.rows(query)) == published
