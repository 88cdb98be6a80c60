"""The US Census Bureau's answers that a person kept: what they are of, which are refused, what becomes of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from warehouses import Load, fixture

from pipelines.asking.bring import land_file
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.us_census import TRADE as DATASET
from warehouse.errors import DataError
from warehouse.landing import Landing
from warehouse.load import Accounts

BODY = fixture(DATASET, "json")
HEADER, *ROWS = json.loads(BODY)
EXPORTS = (PROJECT_ROOT / "tests" / "fixtures" / "us_census" / "exports.json").read_bytes()
TOTALS = [row for row in ROWS if row[0] == "-"]
COUNTRIES = [row for row in ROWS if row[0] != "-"]
MONTHS = sorted({row[-1] for row in ROWS})
SCOPE = {"flow": ["imports"], "commodity": ["284690"], "year": ["2024"], "month": [month[5:] for month in MONTHS]}
Table = list[list[Any]]
Imported = Callable[[str | bytes], Any]


def as_csv(rows: Table) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def without(name: str) -> Table:
    places = [place for place, column in enumerate(HEADER) if column != name]
    return [[row[place] for place in places] for row in (HEADER, *ROWS)]


def changed(country: str, name: str, value: str) -> Table:
    """The answer with one field of the first row of a country changed, wherever the column stands."""
    rows = [list(row) for row in ROWS]
    row = next(row for row in rows if row[0] == country)
    for place, column in enumerate(HEADER):
        if column == name:
            row[place] = value
    return [HEADER, *rows]


@pytest.fixture
def imported(loaded: Load, tmp_path: Path) -> Imported:
    """Import a file under a name that says nothing into this test's warehouse."""

    def bring(content: str | bytes) -> Any:
        path = tmp_path / "hs.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        land_file(DATASET, path, Settings(data_dir=tmp_path))
        return loaded(DATASET, [])

    return bring


@pytest.mark.parametrize(
    "content", [BODY, as_csv([HEADER, *ROWS]), "\ufeff" + BODY.decode()], ids=["json", "csv", "mark"]
)
def test_a_file_is_told_by_its_rows(imported: Imported, tmp_path: Path, content: str | bytes) -> None:
    done = imported(content)
    groups = sum(row[0] != "-" and "CGP" in row for row in ROWS)
    assert done.accounts == Accounts(documents=1, read=len(ROWS), accepted=len(ROWS) - groups, excluded=groups)
    assert done.rows("select rule from raw.exclusion") == [("group of countries",)]
    assert done.broken_rules == []
    (entry,) = Landing(tmp_path / "landing").entries(DATASET.name)
    assert (entry["scope"], entry["partition"], entry["key"][:20]) == (SCOPE, "2024", "file-imports-284690-")
    assert entry["url"] == "https://api.census.gov/data/timeseries/intltrade/imports/hs"


def test_exports_are_told_by_the_column_of_their_code(imported: Imported, tmp_path: Path) -> None:
    assert imported(EXPORTS).broken_rules == []
    (entry,) = Landing(tmp_path / "landing").entries(DATASET.name)
    assert entry["scope"]["flow"] == ["exports"]


@pytest.mark.parametrize(
    ("content", "expected", "came", "next_step"),
    [
        (BODY[:-30], "a whole JSON answer", "ends or breaks", "keep the answer"),
        (as_csv([HEADER, *ROWS])[:-9], "a file whose last line is whole", "one that stops at", "Download it again"),
        (as_csv([HEADER, *ROWS])[:-9] + "\n", "12 cells in each row", "in line", "Download it again"),
        (as_csv([HEADER]), "the rows of an answer", "a header alone", "chokepoint refresh"),
        (as_csv(without("SUMMARY_LVL")), "SUMMARY_LVL", "a file without SUMMARY_LVL", "Query CTY_CODE"),
        (as_csv(without("time")), "and time (or YEAR and MONTH)", "a file without time", "Query CTY_CODE"),
        ("REPORTER,PARTNER\nAT,AD\n", "the columns CTY_CODE", "with REPORTER, PARTNER", "Query CTY_CODE"),
        (as_csv([HEADER, *COUNTRIES]), "the total for all countries", "284690 2024-01", "without a filter"),
        (as_csv([HEADER, *TOTALS]), "the countries beside their total", "alone", "all countries"),
        (as_csv([HEADER, *ROWS]).replace("284690", "84690"), "two, four, six or ten digits", "84690", "spreadsheet"),
        (as_csv([HEADER, *ROWS]).replace("2024-01", "Jan-24"), "months such as 2024-01", "Jan-24", "as it is"),
    ],
    ids=["cut", "csv cut", "csv cut, ended", "no rows", "no level", "no month", "another publisher", "no total",
         "total alone", "zeros gone", "another month"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_without_a_guess_is_refused(
    tmp_path: Path, content: str | bytes, expected: str, came: str, next_step: str
) -> None:
    path = tmp_path / "hs.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DataError) as caught:
        land_file(DATASET, path, Settings(data_dir=tmp_path))
    assert expected in caught.value.expected
    assert came in caught.value.came
    assert next_step in caught.value.next_step
    assert caught.value.where == str(path)
    assert list(Landing(tmp_path / "landing").entries(DATASET.name)) == []


def test_a_small_row_whose_country_cannot_be_read_is_of_unknown_origin(imported: Imported) -> None:
    """2,000 of 5 million dollars, moved from China to a row without a country."""
    rows = changed("5700", "GEN_VAL_MO", "3998000")
    small = ["", "", "284690", "2000", "1", "KG", "2000", "2100", "DET", "HS6", "284690", "2024-01"]
    done = imported(as_csv([*rows, small]))
    assert done.rows("select reason from raw.quarantine") == [("of unknown origin: no country",)]
    assert done.verdict.is_passed, str(done.verdict)
    assert done.accounts.quarantined == 1


def test_a_large_row_whose_country_cannot_be_read_holds_the_file_back(imported: Imported) -> None:
    done = imported(as_csv(changed("5700", "CTY_CODE", "")))
    assert not done.verdict.is_passed
    assert "of a document's value is of partners" in str(done.verdict)


def test_a_value_that_cannot_be_read_holds_the_file_back(imported: Imported) -> None:
    done = imported(as_csv(changed("5700", "GEN_VAL_MO", "4,000,000")))
    assert done.rows("select reason from raw.quarantine") == [("not a number: GEN_VAL_MO",)]
    assert not done.verdict.is_passed


def test_countries_that_were_chosen_hold_the_file_back(imported: Imported) -> None:
    done = imported(as_csv([HEADER, *(row for row in ROWS if row[0] in ("-", "4330"))]))
    assert not done.verdict.is_passed and "the sum of the countries" in str(done.verdict)


def test_months_that_are_gone_of_what_is_served_hold_back_no_file_that_is_not_of_them(imported: Imported) -> None:
    imported(BODY).verdict  # noqa: B018
    january = [row for row in ROWS if row[-1] == "2024-01"]
    done = imported(json.dumps([HEADER, *january]))
    assert done.verdict.is_passed, str(done.verdict)
    assert done.rows("select count(*) from raw.validation where is_passed") == [(2,)]


def test_a_file_of_several_years_is_of_whole_years(imported: Imported, tmp_path: Path) -> None:
    later = [[*row[:-1], row[-1].replace("2024", "2025")] for row in ROWS]
    imported(as_csv([HEADER, *ROWS, *later]))
    (entry,) = Landing(tmp_path / "landing").entries(DATASET.name)
    assert entry["scope"] == {"flow": ["imports"], "commodity": ["284690"], "year": ["2024", "2025"]}
    assert entry["key"].endswith("-2025")


def test_rows_that_the_bureau_really_served_are_imported_as_they_are(imported: Imported, shared_data: Path) -> None:
    """Imports of live ornamental freshwater fish of 2020, without a quantity and with columns that nothing reads."""
    done = imported((shared_data / "real" / "us_census" / "hs6_imports_2020_030191.csv").read_bytes())
    assert done.accounts.read == 144 and done.accounts.quarantined == 0
    assert done.verdict.is_passed, str(done.verdict)
    assert done.broken_rules == ["no column is left unread"]
    of_january = "from raw.us_census__trade where cty_code = '-' and \"time\" = '2020-01'"
    assert done.rows(f"select gen_val_mo, unit_qy1, unread_columns {of_january}") == [
        (181751, None, "AIR_VAL_MO, AIR_WGT_MO, CNT_VAL_MO, CNT_WGT_MO, VES_VAL_MO, VES_WGT_MO")
    ]
