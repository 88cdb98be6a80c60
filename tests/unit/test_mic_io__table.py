"""Japan's input-output table in 13 sectors: loading it, and what is wrong with a wrong file."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from warehouses import Load, arrival, fixture

from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.mic_io import TABLE as DATASET
from pipelines.sources.mic_io import from_file
from warehouse import snapshot
from warehouse.errors import DataError
from warehouse.load import Accounts

RAW = f"raw.{DATASET.name}"
BODY = fixture(DATASET, "csv")


def changed(old: bytes, new: bytes) -> bytes:
    """The fixture with one text replaced where it first occurs."""
    assert old in BODY
    return BODY.replace(old, new, 1)


def test_every_figure_is_accepted_and_every_sector_balances(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, BODY)])
    assert load.accounts == Accounts(documents=1, read=377, accepted=377)
    query = f"select sum(value_m) from {RAW} where input_name = '03_Manufacturing'"
    assert load.rows(query) == [(Decimal(289_904_506),)]
    assert load.broken_rules == []


def test_quotes_and_a_byte_order_mark_make_no_difference(loaded: Load) -> None:
    rows = list(csv.reader(BODY.decode().splitlines()))
    quoted = "".join(",".join(f'"{field}"' for field in row) + "\r\n" for row in rows)
    load = loaded(DATASET, [arrival(DATASET, b"\xef\xbb\xbf" + quoted.encode())])
    assert load.accounts == Accounts(documents=1, read=377, accepted=377)


def test_a_file_with_other_columns_is_not_loaded_nor_landed(loaded: Load) -> None:
    body = changed(b"value_M", b"value_B")
    with pytest.raises(DataError, match="value_B"):
        loaded(DATASET, [arrival(DATASET, body)])
    with pytest.raises(DataError, match="the columns input_type"):
        DATASET.check(body, "the file", None)


def test_a_delivery_that_only_one_side_knows_fails_the_suite(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, changed(b",185\n", b",186\n"))])
    assert load.broken_rules == ["what a sector delivers is what it uses, value added included"]


def test_a_cell_that_is_missing_fails_the_suite(loaded: Load) -> None:
    lines = BODY.splitlines(keepends=True)
    load = loaded(DATASET, [arrival(DATASET, b"".join([lines[0], *lines[2:]]))])
    assert "13 sectors, each with a figure in every row and column" in load.broken_rules


def test_a_figure_that_is_no_number_is_quarantined(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, changed(b"1456611", b"14566x1"))])
    assert load.accounts.quarantined == 1
    assert load.broken_rules != []


def test_two_figures_of_one_cell_are_quarantined(loaded: Load) -> None:
    line = BODY.splitlines(keepends=True)[1]
    assert loaded(DATASET, [arrival(DATASET, BODY + line)]).accounts.quarantined == 2


def test_the_name_of_an_imported_file_says_the_year() -> None:
    assert list(DATASET.requests(Settings(), None)) == []
    assert from_file(Path("mic_iotable_13sector_2015.csv")).key == "JPN-2015"
    with pytest.raises(DataError, match="the year of the table"):
        from_file(Path("table.csv"))


def test_the_bundled_table_passes_its_suite(loaded: Load) -> None:
    load = loaded(DATASET, snapshot.arrivals(PROJECT_ROOT / "warehouse" / "snapshot", DATASET.name, None))
    assert load.accounts == Accounts(documents=1, read=377, accepted=377)
    assert load.broken_rules == []
