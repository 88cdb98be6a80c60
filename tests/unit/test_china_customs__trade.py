"""China's customs statistics: what a downloaded file becomes, and each way in which it goes wrong."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from warehouses import Load, Loaded, arrival, fixture

from pipelines.asking.bring import land_file
from pipelines.settings import Settings
from pipelines.sources.china_customs import DOCUMENTATION, ROW_CAP, TRADE
from pipelines.sources.contract import CappedError
from pipelines.sources.query_file import named
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts

BODY = fixture(TRADE, "csv")
SCOPE = {"flow": ["X"], "commodity": ["284690"], "year": ["2024"]}
RAW = f"raw.{TRADE.name}"


def file(body: bytes = BODY) -> Arrival:
    return arrival(TRADE, body, key="X-284690-2024", scope=SCOPE)


def changed(old: str, new: str) -> Arrival:
    """The fixture with one text replaced where it first occurs."""
    text = BODY.decode("gb18030")
    assert old in text
    return file(text.replace(old, new, 1).encode("gb18030"))


def test_every_row_is_read_with_its_digits(loaded: Load) -> None:
    done = loaded(TRADE, [file()])
    assert done.accounts == Accounts(documents=1, read=6, accepted=6)
    assert done.rows(
        "select flow, month, commodity, partner, quantity1, unit1, currency, value "
        f"from {RAW} order by row_number limit 1"
    ) == [("X", "202401", "28469011", "116", Decimal(1_200_000), "千克", "USD", Decimal(1_450_300))]
    assert done.broken_rules == []


def test_a_file_in_yuan_and_utf_8_with_its_columns_in_another_order_says_the_same(loaded: Load) -> None:
    lines = [line.rstrip(",").replace('"', "") for line in BODY.decode("gb18030").splitlines()[:1]]
    header = ",".join(reversed(lines[0].split(","))).replace("美元", "人民币")
    row = ",".join(reversed(["202401", "28469011", "氧化镧", "116", "日本", "5", "千克", "0", "无", "7"]))
    done = loaded(TRADE, [file(f"\ufeff{header}\n{row}\n".encode())])
    assert done.rows(f"select month, partner, quantity1, currency, value from {RAW}") == [
        ("202401", "116", Decimal(5), "CNY", Decimal(7))
    ]


def imported(loaded: Load, body: bytes, name: str) -> Loaded:
    """A file of this name after the checks of an import, loaded."""
    assert TRADE.from_file
    request = TRADE.from_file(Path(name))
    TRADE.check(body, name, request)
    return loaded(TRADE, [arrival(TRADE, body, key=request.key, scope=request.scope, row_cap=request.row_cap)])


def english(
    *rows: str, header: str = "Date of data,Commodity code,Trading partner code,Quantity,Unit,US dollar"
) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"<html><title>412</title></html>",
        BODY.replace("美元".encode("gb18030"), b"value"),
        BODY.replace("贸易伙伴编码".encode("gb18030"), b"partner"),
        english("2024,116,5,Kilogram,7", header="Commodity code,Trading partner code,Quantity,Unit,US dollar,人民币"),
        english("28469011,5,Kilogram,7", header="Commodity code,Quantity,Unit,US dollar"),
        bytes(range(256)),
        b"",
    ],
)
def test_what_is_not_such_a_file_is_not_landed(body: bytes, tmp_path: Path) -> None:
    path = tmp_path / "X-284690-2024.csv"
    path.write_bytes(body)
    with pytest.raises(DataError, match="expected the columns") as refused:
        land_file(TRADE, path, Settings(data_dir=tmp_path))
    assert str(refused.value).isprintable()
    assert list(Landing(tmp_path / "landing").entries()) == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"202401"', '"2024"', "not a month: 2024"),
        ('"202401"', '"202301"', "of another year than the name of the file says"),
        ('"28469011"', '"总值"', "not a code: 总值"),
        ('"116"', '"日本"', "of unknown origin: not a country: 日本"),
        ('"1,450,300"', '"***"', "not a number: the value ***"),
        ('"1,200,000"', '"保密"', "of unknown origin: not a number: 第一数量 保密"),
    ],
)
def test_a_row_that_cannot_be_read_is_set_aside_with_the_reason(loaded: Load, old: str, new: str, reason: str) -> None:
    done = loaded(TRADE, [changed(old, new)])
    assert (done.accounts.accepted, done.accounts.quarantined) == (5, 1)
    assert done.rows("select reason from raw.quarantine") == [(reason,)]


def test_a_key_that_comes_twice_is_set_aside_both_times(loaded: Load) -> None:
    done = loaded(TRADE, [changed('"502"', '"116"')])
    assert done.rows("select reason, count(*) from raw.quarantine group by reason") == [
        ("the key occurs more than once", 2)
    ]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('"28469017"', '"28053017"', "each code begins with one in the name of the file"),
        ('"28469017"', '"284690"', "the codes of a file have one number of digits"),
    ],
)
def test_what_would_make_a_number_wrong_fails_the_suite(loaded: Load, old: str, new: str, rule: str) -> None:
    broken = loaded(TRADE, [changed(old, new)]).broken_rules
    assert any(rule in one for one in broken), broken


# Layouts


def test_the_english_page_says_the_same(loaded: Load) -> None:
    done = imported(loaded, english("202401,28469011,116,5,Kilogram,7"), "X-284690-2024.csv")
    assert done.rows(f"select month, commodity, partner, quantity1, unit1, currency, value from {RAW}") == [
        ("202401", "28469011", "116", Decimal(5), "Kilogram", "USD", Decimal(7))
    ]
    assert done.broken_rules == []


@pytest.mark.parametrize("spelling", ["Supplimentary", "Supplementary"])
def test_both_spellings_of_the_english_page_and_its_yuan_are_read(loaded: Load, spelling: str) -> None:
    header = f"Commodity code,Trading partner code,{spelling} Quantity,{spelling} Unit,Renminbi Yuan,Date of data"
    done = imported(loaded, english('28469011,116,5,Gram,"1,007",202401', header=header), "X-284690-2024.csv")
    assert done.rows(f"select quantity1, quantity2, unit2, currency, value from {RAW}") == [
        (None, Decimal(5), "Gram", "CNY", Decimal(1007))
    ]


def test_tabs_may_stand_for_commas_and_beside_what_is_written(loaded: Load) -> None:
    body = english("202401,28469011,116,5,Kilogram,7").replace(b",", b"\t")
    assert imported(loaded, body, "X-284690-2024.csv").accounts.accepted == 1
    assert (
        imported(loaded, english("202402\t,28469011\t,116\t,5,Kilogram,7"), "X-284610-2024.csv").accounts.accepted == 1
    )


def test_a_query_of_six_digits_may_come_without_quantities_which_are_then_missing(loaded: Load) -> None:
    body = english("202401,284690,116,7", header="Date of data,Commodity code,Trading partner code,US dollar")
    done = imported(loaded, body, "X-284690-2024.csv")
    assert done.rows(f"select quantity1, unit1, value from {RAW}") == [(None, None, Decimal(7))]
    assert done.broken_rules == []


def test_a_column_that_is_not_known_is_not_read_and_noted(loaded: Load) -> None:
    done = imported(
        loaded,
        english(
            "202401,28469011,116,5,sea,7",
            header="Date of data,Commodity code,Trading partner code,Quantity,Means,US dollar",
        ),
        "X-284690-2024.csv",
    )
    assert done.verdict.is_passed
    (noted,) = [one for one in done.verdict.findings if not one.is_passed]
    assert noted.is_warning and noted.examples == ["other_columns Means, rows 1"]


# One month, and several added up

ONE_MONTH = english("28469011,116,5,Kilogram,7", header="Commodity code,Trading partner code,Quantity,Unit,US dollar")


def test_the_month_of_a_file_without_their_column_is_in_its_name(loaded: Load) -> None:
    done = imported(loaded, ONE_MONTH, "X-284690-202403.csv")
    assert done.rows(f"select month from {RAW}") == [("202403",)]
    assert done.broken_rules == []


def test_a_file_of_a_year_without_months_is_refused_with_what_to_ask() -> None:
    with pytest.raises(DataError, match=r"the column 数据年月 or Date of data.*X-284690-202403\.csv.*query them apart"):
        TRADE.check(ONE_MONTH, "file", named(Path("X-284690-2024.csv"), DOCUMENTATION, 8))


def test_a_month_that_is_not_the_one_in_the_name_is_set_aside(loaded: Load) -> None:
    done = imported(loaded, english("202404,28469011,116,5,Kilogram,7"), "X-284690-202403.csv")
    assert done.rows("select reason from raw.quarantine") == [("of another month than the name of the file says",)]


# The cap


def test_a_file_as_long_as_the_page_lets_a_download_be_is_cut_off() -> None:
    rows = [f"202401,{28460000 + number},116,5,Kilogram,7" for number in range(ROW_CAP)]
    request = named(Path("X-2846-2024.csv"), DOCUMENTATION, 8, ROW_CAP)
    with pytest.raises(CappedError, match=r"exactly 10,000 rows.*one month at a time"):
        TRADE.check(english(*rows), "file", request)
    TRADE.check(english(*rows[1:]), "file", request)
    TRADE.check(english(*rows, rows[0]), "file", request)


# All partners, or chosen ones


def months(partners: int, count: int = 12, first: int = 110) -> bytes:
    return english(
        *(
            f"2024{month:02},28469011,{first + partner},5,Kilogram,7"
            for month in range(1, count + 1)
            for partner in range(partners)
        )
    )


@pytest.mark.parametrize(
    ("partners", "count", "name", "is_held"),
    [
        (3, 12, "X-284690-2024.csv", True),
        (3, 6, "X-284690-2024.csv", True),
        (3, 5, "X-284690-2024.csv", False),
        (4, 12, "X-284690-2024.csv", False),
        (1, 12, "X-284690-2024-all.csv", False),
        (1, 12, "X-284690-2024-selection.csv", False),
    ],
)
def test_a_file_of_few_partners_has_to_say_whether_they_are_all(
    loaded: Load, partners: int, count: int, name: str, is_held: bool
) -> None:
    verdict = imported(loaded, months(partners, count), name).verdict
    assert verdict.is_passed != is_held
    assert is_held == ("name a file of chosen partners -selection before .csv" in str(verdict))


def test_a_file_with_far_fewer_partners_than_its_codes_have_had_is_held_back(loaded: Load) -> None:
    assert imported(loaded, months(12), "X-284690-2024.csv").verdict.is_passed
    fewer = months(5).replace(b"2024", b"2025")
    verdict = imported(loaded, fewer, "X-284690-2025.csv").verdict
    assert "partners_a_month 5.0, usual 12.0" in str(verdict)
    half = imported(loaded, months(6).replace(b"2024", b"2026"), "X-284690-2026.csv").verdict
    assert list(half.keys.values()) == ["X-284690-2025"]


# Bodies that the publisher served


@pytest.fixture
def real(shared_data: Path) -> Path:
    return shared_data / "real" / "china_customs"


@pytest.mark.parametrize(
    ("name", "flow", "rows"),
    [("haruka_2023.csv", "M", 40), ("haruka_2024out.csv", "X", 29)],
    ids=["imports", "exports"],
)
def test_a_download_of_chosen_partners_is_read_whole_and_served_under_no_name_but_selection(
    loaded: Load, real: Path, name: str, flow: str, rows: int
) -> None:
    body, year = (real / name).read_bytes(), name[7:11]
    done = imported(loaded, body, f"{flow}-1201-{year}.csv")
    assert done.accounts == Accounts(documents=1, read=rows, accepted=rows)
    assert done.rows(f"select distinct currency, unit1 from {RAW}") == [("CNY", "千克")]
    assert "more than 3 partners in 6 months or more" in str(done.verdict)
    verdict = imported(loaded, body, f"{flow}-1201-{year}-selection.csv").verdict
    assert list(verdict.keys.values()) == [f"{flow}-1201-{year}"], "the selection passes, the other is held as before"


def test_a_download_of_the_english_page_is_read_by_its_columns(loaded: Load, real: Path) -> None:
    body = (real / "chinautils_en_retyped_excerpt.csv").read_bytes()
    done = imported(loaded, body, "X-29012920-2026.csv")
    assert done.rows(f"select partner, trade_mode, place, quantity1, unit1, value from {RAW} order by row_number") == [
        ("110", "10", "44", Decimal(81782), "Kilogram", Decimal(315_286)),
        ("121", "10", "44", Decimal(5800), "Kilogram", Decimal(28_579)),
        ("133", "10", "31", Decimal(3574), "Kilogram", Decimal(199_307)),
    ]
    assert done.broken_rules == []


def test_a_file_with_a_row_of_the_canary_islands_passes(loaded: Load, shared_data: Path) -> None:
    name = "X-284690-2024.csv"
    done = imported(loaded, (shared_data.parent / "findings" / "inputs" / name).read_bytes(), name)
    assert done.accounts == Accounts(documents=1, read=2, accepted=2)
    assert done.broken_rules == []


def test_a_file_of_the_english_page_is_read_and_held_to_the_code_in_its_name(loaded: Load, shared_data: Path) -> None:
    """The one row of this file is of 28469011, though it is named after 28469012."""
    name = "X-28469012-2024.csv"
    body = (shared_data.parent / "findings" / "inputs" / name).read_bytes()
    done = imported(loaded, body, name)
    assert done.accounts == Accounts(documents=1, read=1, accepted=1)
    assert done.broken_rules == [
        "each code begins with one in the name of the file, which has the codes that were queried"
    ]
    assert list(imported(loaded, body, "X-28469011-2024.csv").verdict.keys.values()) == ["X-28469012-2024"]
