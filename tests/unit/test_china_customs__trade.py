"""China's customs statistics: what a downloaded file becomes, and each way in which it goes wrong."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from warehouses import Load, arrival, fixture

from pipelines.bring import land_file
from pipelines.settings import Settings
from pipelines.sources.china_customs import TRADE, from_file
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


def test_the_name_of_a_file_says_what_was_queried() -> None:
    request = from_file(Path("X-280530+2846-2024.csv"))
    assert (request.key, request.scope["commodity"]) == ("X-280530+2846-2024", ["280530", "2846"])


@pytest.mark.parametrize("name", ["2024out.csv", "X-2846.csv", "E-2846-2024.csv", "X-2846-2024.xlsx"])
def test_a_name_that_does_not_say_is_refused(name: str) -> None:
    with pytest.raises(DataError, match=r"X-280530\+2846-2024\.csv"):
        from_file(Path(name))


@pytest.mark.parametrize(
    "body",
    [
        b"<html><title>412</title></html>",
        BODY.replace("美元".encode("gb18030"), b"value"),
        BODY.replace("贸易伙伴编码".encode("gb18030"), b"partner"),
    ],
)
def test_what_is_not_such_a_file_is_not_landed(body: bytes, tmp_path: Path) -> None:
    path = tmp_path / "X-284690-2024.csv"
    path.write_bytes(body)
    with pytest.raises(DataError, match="expected the columns"):
        land_file(TRADE, path, Settings(data_dir=tmp_path))
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
