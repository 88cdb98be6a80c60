"""Taiwan's customs statistics: what a downloaded file becomes, and each way in which it goes wrong."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import cache
from pathlib import Path

import duckdb
import pytest
from warehouses import Load, arrival, fixture

from expectations.reference import rows
from pipelines.asking.bring import land_file
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.taiwan_customs import TRADE
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import RAW_SQL, Accounts, sections

BODY = fixture(TRADE, "csv")
SCOPE = {"flow": ["X"], "commodity": ["284610", "284690"], "year": ["2024"]}
RAW = f"raw.{TRADE.name}"


def file(body: bytes = BODY) -> Arrival:
    return arrival(TRADE, body, key="X-284610+284690-2024", scope=SCOPE)


def file_of(rows: str) -> Arrival:
    return file((BODY.decode().split("\n", 1)[0] + "\n" + rows).encode())


@cache
def sentence() -> str:
    """The expression of the load that puts the words of a name in one form and order."""
    read = sections(RAW_SQL / f"{TRADE.name}.sql")["read"]
    return read[
        read.index("nullif(\n            array_to_string(\n                list_sort(") : read.index(
            " as partner_words"
        )
    ]


def words_of(name: str) -> str:
    with duckdb.connect() as con:
        (words,) = con.execute(f"select {sentence()} from (select ? as partner)", [name]).fetchone() or ("",)
    return str(words)


PARTNERS = {row["name_words"]: row["partner_key"] for row in rows("taiwan_customs_areas")}


def changed(old: str, new: str) -> Arrival:
    """The fixture with one text replaced where it first occurs."""
    text = BODY.decode()
    assert old in text
    return file(text.replace(old, new, 1).encode())


def test_every_row_is_read_with_its_digits(loaded: Load) -> None:
    done = loaded(TRADE, [file()])
    assert done.accounts == Accounts(documents=1, read=6, accepted=6)
    columns = "flow, month, is_preliminary, commodity, partner, value_kusd, weight_tne, weight_kgm"
    assert done.rows(f"select {columns} from {RAW} where row_number in (2, 6) order by row_number") == [
        ("X", "202401", False, "284690", "Japan", Decimal(1450), Decimal(120), None),
        ("X", "202412", True, "284690", "Japan", Decimal(1020), Decimal(95), None),
    ]
    assert done.broken_rules == []


def test_a_file_in_big5_with_its_columns_in_another_order_and_kilograms_says_the_same(loaded: Load) -> None:
    header = "Weight(KGM),Value(USD$ 1000),Country(Area),Description of Good,Commodity Code,Time,Imports/Exports,"
    row = "120300,1450,Japan,稀土,28469000004,2024/01,Exports,"
    done = loaded(TRADE, [file(f"{header}\r\n{row}\r\n".encode("cp950"))])
    assert done.rows(f"select month, commodity, partner, value_kusd, weight_kgm from {RAW}") == [
        ("202401", "28469000004", "Japan", Decimal(1450), Decimal(120_300))
    ]
    assert done.broken_rules == []


def test_codes_have_up_to_eleven_digits() -> None:
    assert TRADE.from_file
    request = TRADE.from_file(Path("M-280530+28469000004-2024.csv"))
    assert (request.key, request.scope) == (
        "M-280530+28469000004-2024",
        {"flow": ["M"], "commodity": ["280530", "28469000004"], "year": ["2024"]},
    )


# Names


def test_every_name_of_the_list_is_looked_up_by_the_words_that_the_load_gives_it(loaded: Load) -> None:
    with (PROJECT_ROOT / "dbt_project" / "seeds" / "taiwan_customs_areas.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        areas = list(csv.DictReader(file))
    lines = "".join(f'Exports,2024/1,284690,x,"{area["customs_name"]}",1,1\n' for area in areas)
    done = loaded(TRADE, [file_of(lines)])
    assert dict(done.rows(f"select partner, partner_words from {RAW}")) == {
        area["customs_name"]: area["name_words"] for area in areas
    }
    assert len({area["name_words"] for area in areas}) == len(areas)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Arab Emirates United", "ARE"),
        ("Islamic Republic of Iran", "IRN"),
        ("U.S. Virgin Islands", "VIR"),
        ("Virgin Islands (U.S.)", "VIR"),
        ("Congo Democratic Republic of", "COD"),
        ("Congo, Democratic Republic of the", "COD"),
        ("KOREA, REPUBLIC OF", "KOR"),
        ("Korea, Dem. People's Rep. of", "PRK"),
        ("St. Lucia", "LCA"),
        ("Trinidad & Tobago", "TTO"),
        ("The Gambia", "GMB"),
        ("Guinea Bissau", "GNB"),
        ("Guinea", "GIN"),
        ("Dominica", "DMA"),
        ("Dominican Republic", "DOM"),
        ("Niger", "NER"),
        ("Others", "_X"),
    ],
)
def test_a_name_is_known_in_whatever_order_and_form_its_words_come(written: str, meant: str) -> None:
    assert PARTNERS[words_of(written)] == meant


@pytest.mark.parametrize("written", ["World", "Total", "Republic", "Islands", "Atlantis", "Korea"])
def test_a_name_that_says_none_or_several_is_not_known(written: str) -> None:
    assert words_of(written) not in PARTNERS


def test_each_name_of_a_file_that_was_served_is_known(shared_data: Path) -> None:
    body = (shared_data / "real" / "taiwan_customs" / "backend_taiwan_first200.csv").read_text(encoding="utf-8")
    names = {row["Country(Area)"] for row in csv.DictReader(body.splitlines())}
    assert len(names) == 62
    assert {name for name in names if words_of(name) not in PARTNERS} == set()


# What is refused


def test_a_file_of_whole_years_is_refused_with_what_to_ask(tmp_path: Path, shared_data: Path) -> None:
    """A download that the page served, of a year and its first 200 rows."""
    path = tmp_path / "M-8523+8541-2022.csv"
    path.write_bytes((shared_data / "real" / "taiwan_customs" / "backend_taiwan_first200.csv").read_bytes())
    with pytest.raises(DataError, match=r"months, such as 2024/1; came whole years: 2022\. Query the same by month"):
        land_file(TRADE, path, Settings(data_dir=tmp_path))
    assert list(Landing(tmp_path / "landing").entries()) == []


@pytest.mark.parametrize(
    "body",
    [
        b"<html><title>Verification code error</title></html>",
        BODY.replace(b"Value(USD$ 1000)", b"Value(TWD$ 1000)"),
        BODY.replace(b"Country(Area),", b""),
        "進出口別,日期,貨品號列,國家,美元(千元)\n出口,113年1月,284690,日本,1\n".encode("cp950"),
    ],
    ids=["page", "other-currency", "no-country", "chinese"],
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
        ("Exports,2024/1,", "Re-Exports,2024/1,", "not a direction: Re-Exports"),
        ("Exports,2024/1,", "Imports,2024/1,", "of another direction than the name of the file says"),
        ("2024/1,", "113/1,", "not a month: 113/1"),
        ("2024/1,", "2023/1,", "of another year than the name of the file says"),
        ("284690", "Total", "not a code: Total"),
        ("Japan", "", "of unknown origin: not a country: none"),
        ('"1,450"', "***", "not a number: the value ***"),
        ('"1,450"', "", "not a number: the value none"),
        (",120", ",***", "of unknown origin: not a number: the weight ***"),
    ],
)
def test_a_row_that_cannot_be_read_is_set_aside_with_the_reason(loaded: Load, old: str, new: str, reason: str) -> None:
    done = loaded(TRADE, [changed(old, new)])
    assert (done.accounts.accepted, done.accounts.quarantined) == (5, 1)
    assert done.rows("select reason from raw.quarantine") == [(reason,)]


def test_a_key_that_comes_twice_is_set_aside_both_times(loaded: Load) -> None:
    done = loaded(TRADE, [changed("Korea Republic of", "Japan")])
    assert done.rows("select reason, count(*) from raw.quarantine group by reason") == [
        ("the key occurs more than once", 2)
    ]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("Viet Nam", "World", "at most 5% of a document's value is of partners that the seed"),
        (
            "284610",
            "280530",
            "each code begins with one in the name of the file, which has the codes that were queried",
        ),
        ("284610", "28469000004", "no code of a file is above another"),
    ],
)
def test_what_would_make_a_number_wrong_fails_the_suite(loaded: Load, old: str, new: str, rule: str) -> None:
    broken = loaded(TRADE, [changed(old, new)]).broken_rules
    assert any(rule in one for one in broken), broken


def test_a_column_that_is_not_known_is_not_read_and_noted(loaded: Load) -> None:
    done = loaded(TRADE, [file(BODY.replace(b"Weight(TNE)", b"Weight(LBR)"))])
    assert done.rows(f"select distinct weight_tne, weight_kgm from {RAW}") == [(None, None)]
    assert done.verdict.is_passed
    (noted,) = [one for one in done.verdict.findings if not one.is_passed]
    assert noted.examples == ["other_columns Weight(LBR), rows 6"]
