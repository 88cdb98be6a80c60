"""End uses in the EU's criticality study: loading them, and what is wrong with a wrong file."""

from __future__ import annotations

import pytest
from warehouses import Load, arrival, fixture

from pipelines.sources.eu_criticality import USE as DATASET
from warehouse.errors import DataError
from warehouse.load import Accounts

RAW = f"raw.{DATASET.name}"
BODY = fixture(DATASET, "csv")


def test_a_row_that_repeats_another_is_excluded_by_a_named_rule(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, BODY)])
    assert load.accounts == Accounts(documents=1, read=23, accepted=22, excluded=1)
    assert load.rows("select rule, rows from raw.exclusion") == [("repeats an earlier row", 1)]
    assert load.rows(f"select count(*) from {RAW} where material = 'Magnesium' and application = 'Construction'") == [
        (1,)
    ]


def test_one_use_in_two_sectors_stays_two_rows_and_breaks_no_rule(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, BODY)])
    assert load.rows(
        f"select nace_sector[:3] from {RAW} where material = 'Praseodymium' and application = 'Polishing powders' "
        "order by 1"
    ) == [("C23",), ("C26",)]


def test_every_rule_holds_for_whole_materials(loaded: Load) -> None:
    lines = [line for line in BODY.splitlines(keepends=True) if not line.startswith(b"Copper")]
    assert loaded(DATASET, [arrival(DATASET, b"".join(lines))]).broken_rules == []


def test_two_shares_of_one_use_in_one_sector_are_quarantined(loaded: Load) -> None:
    body = BODY.replace(b"Magnesium,Construction,13%", b"Magnesium,Construction,14%", 1)
    assert loaded(DATASET, [arrival(DATASET, body)]).accounts.quarantined == 2


def test_a_sector_without_its_value_added_fails_the_suite(loaded: Load) -> None:
    body = BODY.replace(b"chemical products,132361", b"chemical products,", 1)
    broken = loaded(DATASET, [arrival(DATASET, body)]).broken_rules
    assert "each share is a percentage, a bound or a mark that is known, and each sector has its value added" in broken


def test_a_file_with_other_columns_is_not_loaded(loaded: Load) -> None:
    with pytest.raises(DataError, match="the header Material,Application"):
        loaded(DATASET, [arrival(DATASET, BODY.replace(b"NACE sector", b"sector", 1))])
