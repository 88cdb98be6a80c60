"""China's monthly exports of one code: loading them, and what is wrong with a wrong file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from warehouses import Load, arrival, fixture

from pipelines.asking.bring import land_file
from pipelines.settings import Settings
from pipelines.sources.comtrade_monthly_series import EXPORTS as DATASET
from pipelines.sources.comtrade_monthly_series import from_file
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts

TEXT = fixture(DATASET, "csv").decode()


def came(text: str) -> list[Arrival]:
    return [arrival(DATASET, text.encode())]


def changed(old: str, new: str) -> list[Arrival]:
    assert old in TEXT
    return came(TEXT.replace(old, new, 1))


def test_every_month_is_accepted_as_delivered_defects_included(loaded: Load) -> None:
    warehouse = loaded(DATASET, came(TEXT))
    assert warehouse.accounts == Accounts(documents=1, read=14, accepted=14)
    assert warehouse.rows(
        "select period_dt::varchar, partner_name, hs6, val, qty, uv from raw.comtrade_monthly_series__exports "
        "where partner_name = 'Japan' and year(period_dt) = 2017"
    ) == [("2017-01-01", "Japan", "811292", Decimal("775312.0"), Decimal("0.0"), "inf")]
    assert warehouse.broken_rules == []


def test_the_whole_series_loads_under_its_code(loaded: Load, shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "comtrade" / "china_exports_monthly" / "811292_2017_2024.csv"
    land_file(DATASET, path, Settings(data_dir=tmp_path))
    (entry,) = Landing(tmp_path / "landing").entries(DATASET.name)
    assert (entry["key"], entry["partition"]) == ("M-156-X-811292", None)
    warehouse = loaded(DATASET, [])
    assert warehouse.accounts == Accounts(documents=1, read=1181, accepted=1181)
    assert warehouse.broken_rules == []


def test_a_file_that_does_not_name_its_code_is_refused() -> None:
    with pytest.raises(DataError, match=r"811292_2017_2024\.csv: code, first and last year; came exports\.csv"):
        from_file(Path("exports.csv"))


def test_a_file_without_its_header_is_not_loaded(loaded: Load) -> None:
    with pytest.raises(DataError, match="the header month,partner_name"):
        loaded(DATASET, changed("period_dt", "month"))


def test_a_value_that_is_no_number_is_quarantined(loaded: Load) -> None:
    warehouse = loaded(DATASET, changed("775312.0", "n.a."))
    assert warehouse.rows("select reason from raw.quarantine") == [("not of its type: val",)]


def test_both_of_two_rows_with_one_key_are_quarantined(loaded: Load) -> None:
    warehouse = loaded(DATASET, came(TEXT + TEXT.splitlines()[1] + "\n"))
    assert warehouse.rows("select reason from raw.quarantine") == [("the key occurs more than once",)] * 2


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("492000.0", "492001.0", "the values of Belgium, which are counted twice, are even"),
        ("241.0", "0.0", "a quantity of 0 stands beside a value only in 2017"),
        ("2024-02-01", "2024-02-02", "a period is the first day of a month"),
        ("Japan", "Nippon", "expect_column_values_to_be_in_set column partner_name"),
        ("775312.0", "-1", "expect_column_values_to_be_between column val"),
    ],
)
def test_figures_that_cannot_be_right_fail_the_suite(loaded: Load, old: str, new: str, rule: str) -> None:
    assert loaded(DATASET, changed(old, new)).broken_rules == [rule]


def test_the_source_has_no_live_address() -> None:
    assert list(DATASET.requests(Settings(), None)) == []
