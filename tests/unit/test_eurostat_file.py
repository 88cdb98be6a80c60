"""Eurostat's answers that a person kept: what they are of, which are refused, and what becomes of their rows."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from warehouses import Load, fixture

from pipelines.asking.bring import land_file
from pipelines.settings import Settings
from pipelines.sources.eurostat_comext import TRADE as DATASET
from warehouse.errors import DataError
from warehouse.landing import Landing
from warehouse.load import Accounts

Row = dict[str, str]
Imported = Callable[[str], Any]


def rows_of(text: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(text)))


def as_csv(rows: list[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def with_world(rows: list[Row]) -> list[Row]:
    """The rows with a WORLD row of each member, product, flow, month and indicator, the sum of its partners."""
    sums: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    by_name = {}
    for row in rows:
        if len(row["partner"]) == 2:
            key = tuple(row[name] for name in ("reporter", "product", "flow", "indicators", "TIME_PERIOD"))
            sums[key] += Decimal(row["OBS_VALUE"])
            by_name[key] = row
    partners = [row for row in rows if row["partner"] != "WORLD"]
    return [*partners, *({**by_name[key], "partner": "WORLD", "OBS_VALUE": str(sums[key])} for key in sums)]


WHOLE = with_world(rows_of(fixture(DATASET, "csv").decode()))
PARTNERS = [row for row in WHOLE if row["partner"] != "WORLD"]
TOTALS = [row for row in WHOLE if row["partner"] == "WORLD"]
BODY = as_csv(WHOLE)
MONTHS = sorted({row["TIME_PERIOD"][5:] for row in WHOLE})
SCOPE = {
    "freq": ["M"],
    "reporter": sorted({row["reporter"] for row in WHOLE}),
    "flow": ["1"],
    "product": ["284690"],
    "year": ["2024"],
    "month": MONTHS,
}


@pytest.fixture
def imported(loaded: Load, tmp_path: Path) -> Imported:
    """Import a file under a name that says nothing into this test's warehouse."""

    def bring(content: str) -> Any:
        path = tmp_path / "download.csv"
        path.write_text(content)
        land_file(DATASET, path, Settings(data_dir=tmp_path))
        return loaded(DATASET, [])

    return bring


@pytest.mark.parametrize(
    "content",
    [BODY, "\ufeff" + BODY, as_csv([dict(reversed(row.items())) for row in WHOLE])],
    ids=["csv", "mark", "another order"],
)
def test_a_file_is_told_by_its_rows(imported: Imported, tmp_path: Path, content: str) -> None:
    done = imported(content)
    assert done.accounts == Accounts(documents=1, read=len(WHOLE), accepted=len(WHOLE))
    assert done.broken_rules == []
    (entry,) = Landing(tmp_path / "landing").entries(DATASET.name)
    assert (entry["scope"], entry["partition"]) == (SCOPE, "2024")
    assert entry["key"].startswith("file-M-") and entry["origin"] == "import"


@pytest.mark.parametrize(
    ("content", "expected", "came", "next_step"),
    [
        (BODY[:-5], "a file whose last line is whole", "one that stops at", "Download it again"),
        (BODY[:-30] + "\n", "10 cells in each row", "in line", "Download it again"),
        (BODY.split("\n")[0] + "\n", "the rows of an answer", "a header alone", "chokepoint refresh"),
        (BODY.replace("indicators", "what"), "the columns DATAFLOW", "without INDICATORS", "SDMX"),
        ("REPORTER,PRODUCT_NC\nAT,1\n", "the columns DATAFLOW", "PRODUCT_NC", "A bulk file"),
        ("CTY_CODE,time\n5700,2024-01\n", "the columns DATAFLOW", "with CTY_CODE, time", "SDMX-CSV"),
        (as_csv(PARTNERS), "the value for WORLD", "none of DE 284690", "WORLD"),
        (as_csv(TOTALS), "beside WORLD", "WORLD alone", "all partners"),
        (BODY.replace(",DE,", ",EU27_2020,"), "the Union's members", "EU27_2020", "all partners"),
        (BODY.replace(",M,", ",A,"), "monthly rows", "A", "DS-045409"),
        (BODY.replace("2024-01", "2024M01"), "months such as 2024-01", "2024M01", "as it is"),
    ],
    ids=["cut", "cut, ended", "no rows", "no column", "bulk", "another publisher", "no WORLD", "WORLD alone", "Union",
         "years", "another month"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_without_a_guess_is_refused(
    tmp_path: Path, content: str, expected: str, came: str, next_step: str
) -> None:
    path = tmp_path / "download.csv"
    path.write_text(content)
    with pytest.raises(DataError) as caught:
        land_file(DATASET, path, Settings(data_dir=tmp_path))
    assert expected in caught.value.expected
    assert came in caught.value.came
    assert next_step in caught.value.next_step
    assert caught.value.where == str(path)
    assert list(Landing(tmp_path / "landing").entries(DATASET.name)) == []


def test_partners_that_were_chosen_hold_the_file_back(imported: Imported) -> None:
    done = imported(as_csv([row for row in WHOLE if row["partner"] in ("WORLD", "AT")]))
    assert not done.verdict.is_passed and "it is the sum of the partners" in str(done.verdict)


def test_a_small_row_whose_partner_cannot_be_read_is_of_unknown_origin(imported: Imported) -> None:
    done = imported(BODY.replace(",XI,", ",,"))
    assert done.accounts.quarantined > 0
    assert done.rows("select distinct reason from raw.quarantine") == [("of unknown origin: no partner",)]
    assert done.verdict.is_passed, str(done.verdict)


def test_a_large_row_whose_partner_cannot_be_read_holds_the_file_back(imported: Imported) -> None:
    done = imported(BODY.replace(",CN,", ",,"))
    assert not done.verdict.is_passed
    assert "of a document's value is of partners" in str(done.verdict)


def test_a_file_of_one_month_of_one_member_is_held_against_those_figures_alone(imported: Imported) -> None:
    later = [{**row, "TIME_PERIOD": "2024-07"} for row in WHOLE if row["TIME_PERIOD"] == "2024-01"]
    imported(as_csv([*WHOLE, *later])).verdict  # noqa: B018
    done = imported(as_csv(later))
    assert done.verdict.is_passed, str(done.verdict)
    assert done.rows("select count(*) from raw.validation where is_passed") == [(2,)]


def test_a_file_of_several_years_is_of_whole_years(imported: Imported, tmp_path: Path) -> None:
    imported(as_csv([*WHOLE, *({**row, "TIME_PERIOD": "2023" + row["TIME_PERIOD"][4:]} for row in WHOLE)]))
    (entry,) = Landing(tmp_path / "landing").entries(DATASET.name)
    assert entry["scope"]["year"] == ["2023", "2024"] and "month" not in entry["scope"]
    assert entry["key"].endswith("-2024")


def test_rows_that_the_publisher_really_served_are_read_once_the_world_is_beside_them(
    imported: Imported, shared_data: Path, tmp_path: Path
) -> None:
    text = (shared_data / "real" / "eurostat_comext" / "CN_48064010_first200.csv").read_text()
    path = tmp_path / "excerpt.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=r"the value for WORLD of each member.*none of AT 48064010 1 "):
        land_file(DATASET, path, Settings(data_dir=tmp_path))
    real = with_world(rows_of(text))
    done = imported(as_csv(real))
    assert done.accounts == Accounts(documents=1, read=len(real), accepted=len(real))
    assert done.verdict.is_passed, str(done.verdict)
