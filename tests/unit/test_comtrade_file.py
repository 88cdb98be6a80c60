"""UN Comtrade's files that a person has: what they are of, which are refused, and what becomes of their rows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from warehouses import Load, fixture

from pipelines.asking.bring import land_file
from pipelines.settings import Settings
from pipelines.sources.comtrade import TRADE as DATASET
from pipelines.sources.comtrade_file import CAPS, from_file
from warehouse.errors import DataError
from warehouse.landing import Landing
from warehouse.load import Accounts

Row = dict[str, Any]
ANSWER: Any = json.loads(fixture(DATASET, "json"))
ROWS: list[Row] = ANSWER["data"]
SCOPE = {"freq": ["A"], "reporter": ["392"], "flow": ["M"], "cmd": ["2805"], "period": ["2023"]}
KEY = "file-A-392-M-2805-2023"


def as_csv(rows: list[Row], *, end: str = ",", delimiter: str = ",") -> str:
    """Rows as the site writes them: True and False, nothing for null, a comma more at the end of a row."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end + "\n")
    for row in rows:
        writer.writerow(["" if value is None else value for value in row.values()])
    return f"{delimiter.join(rows[0])}\n{out.getvalue()}"


def partner(code: int, **changes: object) -> Row:
    (row,) = [row for row in ROWS if row["partnerCode"] == code]
    return {**row, **changes}


def others(code: int) -> list[Row]:
    return [row for row in ROWS if row["partnerCode"] != code]


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """A file with that content, under a name that says nothing."""

    def keep(content: str | bytes) -> Path:
        path = tmp_path / "TradeData_11_26_2026_9_41_3.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return keep


Kept = Callable[[str | bytes], Path]
Imported = Callable[[str | bytes], Any]


@pytest.fixture
def imported(loaded: Load, kept: Kept, tmp_path: Path) -> Imported:
    """Import a file into this test's warehouse, load and validate it."""

    def bring(content: str | bytes) -> Any:
        land_file(DATASET, kept(content), Settings(data_dir=tmp_path))
        return loaded(DATASET, [])

    return bring


# What a file is of


@pytest.mark.parametrize(
    "content",
    [
        as_csv(ROWS),
        as_csv(ROWS, end=""),
        as_csv(ROWS, delimiter="\t", end=""),
        "\ufeff" + as_csv(ROWS),
        fixture(DATASET, "json"),
        b"\xef\xbb\xbf" + fixture(DATASET, "json"),
        json.dumps(ROWS),
    ],
    ids=["site", "plain", "tabs", "byte order mark", "answer", "answer with a mark", "list of rows"],
)
def test_a_file_is_told_by_its_rows_and_every_row_is_accepted(imported: Imported, tmp_path: Path, content: Any) -> None:
    done = imported(content)
    assert done.accounts == Accounts(documents=1, read=12, accepted=12)
    assert done.broken_rules == []
    (entry,) = Landing(tmp_path / "landing").entries(DATASET.name)
    assert (entry["key"], entry["scope"], entry["partition"], entry["row_cap"]) == (KEY, SCOPE, "2023", 500)
    assert entry["origin"] == "import"
    assert done.rows("select sum(primaryValue), sum(netWgt), count(*) from raw.comtrade__trade") == [
        (
            sum(Decimal(str(row["primaryValue"])) for row in ROWS),
            sum(Decimal(str(row["netWgt"] or 0)) for row in ROWS),
            12,
        )
    ]


def test_a_file_of_the_site_gives_the_rows_of_the_answer_it_stands_for(imported: Imported, loaded: Load) -> None:
    imported(as_csv(ROWS))
    done = imported(json.dumps(ROWS))
    columns = "* exclude (document_id)"
    assert done.rows(f"select count(*) from (select distinct {columns} from raw.comtrade__trade)") == [(12,)]


def test_letters_of_windows_are_read(imported: Imported) -> None:
    rows = [{**row, "partnerDesc": "Türkiye"} for row in ROWS]
    done = imported(as_csv(rows).encode("cp1252"))
    assert done.rows("select distinct partnerDesc from raw.comtrade__trade") == [("Türkiye",)]


def test_a_file_of_several_reporters_codes_and_years_is_of_each_with_each(kept: Kept) -> None:
    rows = [
        {**row, "reporterCode": reporter, "cmdCode": code, "period": str(year)}
        for row in ROWS
        for reporter in (392, 156)
        for code in ("2805", "2846")
        for year in (2022, 2023)
    ]
    request = from_file(kept(as_csv(rows)))
    assert request.scope == {
        "freq": ["A"],
        "reporter": ["156", "392"],
        "flow": ["M"],
        "cmd": ["2805", "2846"],
        "period": ["2022", "2023"],
    }
    assert request.key == "file-A-156+392-M-2805+2846-2022+2023-2023"


def test_a_long_list_makes_a_key_of_its_own_that_another_list_does_not_have(kept: Kept) -> None:
    def key(codes: range) -> str:
        return from_file(kept(as_csv([partner(0, cmdCode=str(code)) for code in codes] + ROWS))).key

    assert key(range(2801, 2830)) != key(range(2802, 2831))
    assert all(len(key(codes)) < 60 for codes in (range(2801, 2830), range(2801, 2899)))
    assert key(range(2801, 2830)).startswith("file-A-392-M-29x")


def test_months_are_of_the_frequency_of_months(kept: Kept) -> None:
    rows = [
        {**row, "freqCode": "M", "period": f"2023{month:02}", "refMonth": month} for row in ROWS for month in (1, 2)
    ]
    assert from_file(kept(as_csv(rows))).key == "file-M-392-M-2805-202301+202302-2023"


# What is refused, before it lands


@pytest.mark.parametrize(
    ("content", "expected", "came", "next_step"),
    [
        (as_csv(ROWS)[:-40], "a file whose last line is whole", "one that stops at", "Download it again"),
        (as_csv(ROWS)[:-40] + "\n", "47 cells in each row", "in line 13", "Download it again"),
        (fixture(DATASET, "json")[:-40], "a whole JSON answer", "ends or breaks", "ask again"),
        (json.dumps(ROWS)[:-40], "a whole JSON list of rows", "ends or breaks", "ask again"),
        (json.dumps({**ANSWER, "count": 13}), "count 13 rows", "12 rows", "narrower"),
        (as_csv(ROWS).replace("motCode,", "mode,"), "the columns typeCode", "without motCode", "comtradeplus"),
        ("Exp or Imp,Year\n1,2023\n", "the columns typeCode", "first columns are Exp or Imp, Year", "comtradeplus"),
        (as_csv(ROWS).split("\n")[0] + "\n", "the rows of an answer", "a file without any", "chokepoint refresh"),
        ("<html>no</html>", "a whole JSON answer", "ends or breaks", "ask again"),
        (as_csv([partner(0)]), "the partners beside World", "World alone", "Choose all partners"),
        (as_csv(others(0)), "the World row", "none of 392 M 2805 2023", "Choose all partners"),
        (
            as_csv([{**row, "motCode": 2100} for row in ROWS]),
            "a row of totals",
            "details alone of 392 M 2805 2023",
            "the totals of customs procedure",
        ),
        (as_csv([*ROWS, partner(0, freqCode="M")]), "rows of one frequency", "A, M", "years and months apart"),
        (as_csv([{**row, "cmdCode": "301"} for row in ROWS]), "two, four or six digits", "301", "spreadsheet"),
        (as_csv([{**row, "cmdCode": "TOTAL"} for row in ROWS]), "two, four or six digits", "TOTAL", "HS codes"),
        (as_csv([{**row, "period": "202301"} for row in ROWS]), "periods such as 2023", "202301", "leave it"),
        (as_csv(ROWS).replace("qty,", "period,"), "each column once", "twice the columns period", "as CSV"),
        (as_csv(ROWS).replace("Japan", "").replace("C,A,", '"C,A,', 1), "a whole CSV file", "line", "as CSV"),
    ],
    ids=[
        "cut in a line", "cut in a line, ended", "answer cut", "list cut", "rows missing", "no column",
        "another publisher", "no rows", "HTML", "World alone", "no World", "details alone", "two frequencies",
        "zeros gone", "no code", "month as a year", "column twice", "quote left open",
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_without_a_guess_is_refused(
    kept: Kept, tmp_path: Path, content: str | bytes, expected: str, came: str, next_step: str
) -> None:
    path = kept(content)
    with pytest.raises(DataError) as caught:
        land_file(DATASET, path, Settings(data_dir=tmp_path))
    assert expected in caught.value.expected
    assert came in caught.value.came
    assert next_step in caught.value.next_step
    assert caught.value.where == str(path)
    assert "\n" not in str(caught.value)
    assert list(Landing(tmp_path / "landing").entries(DATASET.name)) == []


@pytest.mark.parametrize("cap", CAPS[:1])
def test_as_many_rows_as_a_download_has_at_most_are_not_all(kept: Kept, tmp_path: Path, cap: int) -> None:
    many = [partner(156, partnerCode=1000 + number) for number in range(cap - 12)]
    land_file(DATASET, kept(as_csv([*ROWS, *many[:-1]])), Settings(data_dir=tmp_path))
    with pytest.raises(DataError, match=f"fewer than {cap} rows.*came truncated: {cap} rows.*Choose fewer codes"):
        land_file(DATASET, kept(as_csv([*ROWS, *many])), Settings(data_dir=tmp_path))


# What becomes of the rows


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"customsCode": "C01"}, "detail by customs procedure"),
        ({"motCode": 2100}, "detail by mode of transport"),
        ({"partner2Code": 842}, "detail by second partner"),
    ],
)
def test_details_beside_the_totals_are_excluded_by_name(imported: Imported, changes: Row, rule: str) -> None:
    done = imported(as_csv([*ROWS, *({**row, **changes} for row in ROWS)]))
    assert done.accounts == Accounts(documents=1, read=24, accepted=12, excluded=12)
    assert done.rows("select rule, rows from raw.exclusion") == [(rule, 12)]
    assert done.broken_rules == []


def test_partners_that_were_chosen_hold_the_file_back(imported: Imported) -> None:
    done = imported(as_csv([partner(0), partner(156)]))
    assert not done.verdict.is_passed
    assert "the World row is the sum of the partner rows within 0.1 %" in done.broken_rules


def test_a_small_row_whose_partner_cannot_be_read_is_of_unknown_origin(imported: Imported) -> None:
    small = min(others(0), key=lambda row: row["primaryValue"])["partnerCode"]
    done = imported(as_csv([*others(small), partner(small, partnerCode="??")]))
    assert done.accounts == Accounts(documents=1, read=12, accepted=11, quarantined=1)
    assert done.rows("select reason from raw.quarantine") == [("of unknown origin: not a number: partnerCode",)]
    assert done.verdict.is_passed, str(done.verdict)


def test_a_large_row_whose_partner_cannot_be_read_holds_the_file_back(imported: Imported) -> None:
    done = imported(as_csv([*others(156), partner(156, partnerCode="")]))
    assert done.rows("select reason from raw.quarantine") == [("of unknown origin: no partner",)]
    assert not done.verdict.is_passed
    assert "of a document's value is of partners" in str(done.verdict)


@pytest.mark.parametrize("name", ["motCode", "customsCode", "partner2Code"])
def test_a_row_that_does_not_say_whether_it_is_a_detail_holds_the_file_back(imported: Imported, name: str) -> None:
    done = imported(as_csv([*others(156), partner(156, **{name: ""})]))
    assert done.rows("select reason from raw.quarantine") == [("a part of the key is missing",)]
    assert not done.verdict.is_passed


def test_columns_may_be_missing_that_nothing_needs_and_others_are_told(imported: Imported) -> None:
    rows = [{name: value for name, value in row.items() if name not in ("isLeaf", "mosCode")} for row in ROWS]
    done = imported(as_csv([{**row, "datasetCode": "1"} for row in rows]))
    assert done.accounts == Accounts(documents=1, read=12, accepted=12)
    assert done.broken_rules == ["no field is left unread"] and done.verdict.is_passed
    assert done.rows("select distinct unread_fields, isLeaf from raw.comtrade__trade") == [("datasetCode", None)]


# Beside an answer of the same cells


def test_a_file_without_most_partners_of_what_is_served_is_held_back(imported: Imported, loaded: Load) -> None:
    imported(as_csv(ROWS)).verdict  # noqa: B018
    world = partner(0, primaryValue=partner(156)["primaryValue"], cifvalue=partner(156)["primaryValue"])
    done = imported(json.dumps([world, partner(156)]))
    assert not done.verdict.is_passed
    assert "nothing is gone" in str(done.verdict)


# On bodies that the publisher really served


def test_the_publishers_own_answers_are_imported_as_they_are(imported: Imported, shared_data: Path) -> None:
    for path in sorted((shared_data / "comtrade" / "preview_china_2846_1993_2024").glob("[12]*.json")):
        done = imported(path.read_bytes())
        assert done.accounts.quarantined == done.accounts.excluded == 0 < done.accounts.accepted
    assert done.rows(
        "select count(*), count(distinct document_id), count(distinct period) from raw.comtrade__trade"
    ) == [(726, 32, 32)]
    assert done.verdict.is_passed, str(done.verdict)


def test_lists_of_rows_of_the_preview_are_imported_as_they_are(imported: Imported, shared_data: Path) -> None:
    files = sorted((shared_data / "comtrade" / "preview_2023").glob("*.json"))
    assert len(files) == 21
    for path in files:
        done = imported(path.read_bytes())
    rows = sum(len(json.loads(path.read_bytes())) for path in files)
    assert done.rows("select count(*), count(distinct document_id) from raw.comtrade__trade") == [(rows, 21)]
    assert done.verdict.is_passed, str(done.verdict)
