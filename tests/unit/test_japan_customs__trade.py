"""Japan's trade statistics: what is asked on both routes, what a body becomes, and each way in which it goes wrong."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from faults.server import Loopback, Reply, Seen
from warehouses import Loaded, arrival, fixture, load

from pipelines.asking.bring import Brought, bring, land_file
from pipelines.http.client import POLICIES, FetchError, Policy
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources import japan_customs as source
from pipelines.sources import japan_customs_api as api
from pipelines.sources import japan_customs_files as files
from pipelines.sources.japan_customs import TRADE as DATASET
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts

RAW = f"raw.{DATASET.name}"
FIGURES = "direction, year, code, country, month, quantity1, quantity2, value"
KEY = "M-chapters28-85-2026"
SCOPE = {"flow": ["M"], "year": ["2026"], "answer": [KEY], "codes": ["28", "85"], "stage": [""]}
CSV, JSON = fixture(DATASET, "csv"), fixture(DATASET, "json")
HTML = {"Content-Type": "text/html; charset=UTF-8"}
TEXT = {"Content-Type": "text/csv"}


def arrived(body: bytes, key: str = KEY) -> Arrival:
    scope = {**SCOPE, "flow": [key[0]], "year": [key[-4:]], "answer": [key]}
    return arrival(DATASET, body, key=key, scope=scope, partition=key[-4:])


def loaded(folder: Path, body: bytes, key: str = KEY) -> Loaded:
    return load(folder, DATASET, [arrived(body, key)])


def csv_with(old: str, new: str) -> bytes:
    """The file with one text replaced where it first occurs."""
    assert old.encode() in CSV
    return CSV.replace(old.encode(), new.encode(), 1)


def cells() -> list[dict[str, str]]:
    return list(json.loads(JSON)["GET_STATS_DATA"]["STATISTICAL_DATA"]["DATA_INF"]["VALUE"])


def answer(value: Any, status: int | str = 0, total: int | None = None, start: int = 1, **inf: Any) -> bytes:
    """An answer of getStatsData with these cells."""
    count = len(value) if isinstance(value, list) else 1 if value else 0
    document = json.loads(JSON)
    data = document["GET_STATS_DATA"]["STATISTICAL_DATA"]
    document["GET_STATS_DATA"]["RESULT"]["STATUS"] = status
    data["RESULT_INF"] = {"TOTAL_NUMBER": total or count, "FROM_NUMBER": start, "TO_NUMBER": start + count - 1, **inf}
    data["DATA_INF"]["VALUE"] = value
    return json.dumps(document, ensure_ascii=False).encode()


def refusal(status: int, message: str, root: str = "GET_STATS_DATA") -> bytes:
    document = {root: {"RESULT": {"STATUS": status, "ERROR_MSG": message, "DATE": "2026-11-21T09:00:00.000+09:00"}}}
    return json.dumps(document, ensure_ascii=False).encode()


NO_DATA = refusal(1, "正常に終了しましたが、該当データはありませんでした。")


# Loading


def test_a_file_gives_a_row_for_each_month_and_one_for_the_year(tmp_path: Path) -> None:
    done = loaded(tmp_path, CSV)
    assert done.accounts == Accounts(documents=1, read=78, accepted=78)
    assert done.broken_rules == []
    assert done.rows(
        f"select month, unit1, unit2, quantity1, quantity2, value from {RAW}"
        " where code = '850511000' and month in (0, 4, 12) order by month"
    ) == [
        (0, "NO", "KG", "2378200", "297080", "1254830"),
        (4, "NO", "KG", "102300", "11050", "60020"),
        (12, "NO", "KG", "0", "0", "0"),
    ]


def test_an_answer_of_the_api_gives_the_figures_of_the_file(tmp_path: Path) -> None:
    by_file, by_api = loaded(tmp_path / "file", CSV), loaded(tmp_path / "api", JSON)
    assert by_api.accounts == by_file.accounts
    assert by_api.broken_rules == []
    query = f"select {FIGURES} from {RAW} order by all"
    assert by_api.rows(query) == by_file.rows(query)
    assert by_api.rows(f"select sum(cells), max(answer_cells) from {RAW}") == [(240, 240)]


@pytest.mark.parametrize(
    ("cat02", "month", "column"),
    [
        ("120", 0, "quantity1"),
        ("140", 0, "value"),
        ("150", 1, "quantity1"),
        ("160", 1, "quantity2"),
        ("170", 1, "value"),
        ("330", 7, "quantity1"),
        ("480", 12, "quantity1"),
        ("490", 12, "quantity2"),
        ("500", 12, "value"),
    ],
)
def test_a_measure_of_the_api_stands_for_a_quantity_and_a_month(
    tmp_path: Path, cat02: str, month: int, column: str
) -> None:
    cell = {"@cat01": "284690010", "@cat02": cat02, "@area": "50105", "@time": "2026000000", "$": "7"}
    assert loaded(tmp_path, answer([cell])).rows(f"select month, {column}, code, country, year from {RAW}") == [
        (month, "7", "284690010", "105", 2026)
    ]


def test_a_unit_of_the_api_is_text_beside_the_quantities_of_each_month(tmp_path: Path) -> None:
    rows = loaded(tmp_path, JSON).rows(f"select distinct unit1, unit2 from {RAW} where code = '850511000'")
    assert rows == [("ＮＯ", "ＫＧ")]


def test_a_single_cell_comes_as_an_object_and_counts_as_one_row(tmp_path: Path) -> None:
    body = answer(cells()[1])
    source.check(body, "here", None)
    assert loaded(tmp_path, body).accounts == Accounts(documents=1, read=1, accepted=1)


def test_an_answer_without_data_is_a_document_without_rows(tmp_path: Path) -> None:
    source.check(NO_DATA, "here", None)
    done = loaded(tmp_path, NO_DATA)
    assert (done.accounts, done.broken_rules) == (Accounts(documents=1), [])


@pytest.mark.parametrize("mark", ["-", "***", "X"])
def test_a_mark_of_the_publisher_is_kept_and_is_no_zero(tmp_path: Path, mark: str) -> None:
    done = loaded(tmp_path, JSON.replace(b'"$": "310440"', f'"$": "{mark}"'.encode()))
    assert done.accounts.quarantined == 0
    assert done.rows(f"select value from {RAW} where code = '284690010' and country = '105' and month = 1") == [(mark,)]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("310440", "n/a", "neither a number nor a mark of the publisher: value n/a"),
        ("310440", "***", None),
        ("'284690010'", "284690010", "not a code in quotes: 284690010"),
        ("'284690010'", "'28469'", "not a code: 28469"),
        (",105,", ",CN,", "of unknown origin: not a country: CN"),
        ("2,2026,'2846", "1,2026,'2846", "of another direction or year than was asked for"),
        ("2,2026,'2846", "2,2025,'2846", "of another direction or year than was asked for"),
        (",105,", ",105,more,", "not 45 fields"),
        (",KG,0,533870", ",K\u5343,0,533870", "not a unit:    K\u5343"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(tmp_path: Path, old: str, new: str, reason: str | None) -> None:
    done = loaded(tmp_path, csv_with(old, new))
    assert done.accounts.read == 78
    reasons = done.rows("select distinct reason from raw.quarantine order by 1")
    assert reasons == ([(reason,)] if reason else [])
    held = [rule for rule in done.broken_rules if rule.startswith(("no row that could not be read", "at most 5%"))]
    assert bool(held) == bool(reason)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"@cat02": "510"}, "a cell of an unknown measure"),
        ({"@cat02": "125"}, "a cell of an unknown measure"),
        ({"@area": "105"}, "of unknown origin: not a country: 105"),
        ({"@area": None}, "of unknown origin: not a country: none"),
        ({"@time": None}, "not a year: none"),
        ({"@cat01": None}, "not a code: none"),
        ({"@time": "2026000303"}, "not a year: 2026000303"),
        ({"@time": "2025000000"}, "of another direction or year than was asked for"),
        ({"@unit": "百万円"}, "a value not in 1,000 yen"),
        ({"$": "1,250"}, "neither a number nor a mark of the publisher: value 1,250"),
    ],
)
def test_what_is_wrong_with_a_cell_is_said(tmp_path: Path, change: dict[str, str | None], reason: str) -> None:
    cell = next(cell for cell in cells() if cell["@cat02"] == "170")
    done = loaded(tmp_path, answer([{**cell, **change}]))
    assert done.rows("select reason from raw.quarantine") == [(reason,)]


def test_a_repeated_cell_is_quarantined(tmp_path: Path) -> None:
    cell = cells()[1]
    done = loaded(tmp_path, answer([cell, {**cell, "$": "8"}]))
    assert done.rows("select reason from raw.quarantine") == [("a cell occurs more than once",)]


def test_a_repeated_line_is_quarantined_with_its_double(tmp_path: Path) -> None:
    assert loaded(tmp_path, CSV + CSV.splitlines(keepends=True)[1]).accounts.quarantined == 26


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + CSV,
        CSV.decode().encode("cp932"),
        CSV.replace(b"-Apr", b"-Apl"),
        CSV.replace(b"\r\n", b"\n"),
        CSV + b"\r\n",
        b"\xef\xbb\xbf" + JSON,
    ],
    ids=["mark", "cp932", "Apl", "line feeds", "blank line", "json with mark"],
)
def test_how_a_body_is_written_does_not_change_its_figures(tmp_path: Path, body: bytes) -> None:
    source.check(body, "here", None)
    query = f"select {FIGURES} from {RAW} order by all"
    assert loaded(tmp_path / "so", body).rows(query) == loaded(tmp_path / "plain", CSV).rows(query)


def test_a_file_in_an_archive_is_read(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("d53ca02801.csv", CSV)
    source.check(packed.getvalue(), "here", None)
    assert loaded(tmp_path, packed.getvalue()).accounts.accepted == 78


@pytest.mark.parametrize(
    ("body", "came"),
    [
        (csv_with("Quantity1-Jan,Quantity2-Jan", "Quantity2-Jan,Quantity1-Jan"), "came the header Exp or Imp"),
        (csv_with("HS,Country,Unit1", "Commodity,Country,Unit"), "came the header Exp or Imp,Year,Commodity"),
        (refusal(100, "認証に失敗しました。"), "came the status 100 .認証に失敗しました。"),
        (answer(cells()[:5]).replace(b'"TO_NUMBER": 5', b'"TO_NUMBER": 6'), "came 5 cells"),
        (JSON[:2000], "came the status missing"),
    ],
    ids=["other order", "principal commodities", "refusal", "cells missing", "cut off"],
)
def test_a_body_of_another_layout_is_not_loaded(tmp_path: Path, body: bytes, came: str) -> None:
    with pytest.raises(DataError, match=came):
        loaded(tmp_path, body)


# The suite


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("1609882", "1609889", "the months add up to the year within six thousand yen"),
        ("1609882", "-1609882", "no value or quantity is negative"),
        ("'284690010'", "'290690010'", "each row is of a code, or of a chapter, that was asked for"),
    ],
)
def test_the_suite_refuses(tmp_path: Path, old: str, new: str, rule: str) -> None:
    assert rule in loaded(tmp_path, csv_with(old, new)).broken_rules


def test_the_months_may_miss_the_year_by_their_rounding(tmp_path: Path) -> None:
    assert loaded(tmp_path, csv_with("1609882", "1609888")).broken_rules == []


def test_every_code_in_the_publishers_list_of_countries_has_a_meaning(shared_data: Path) -> None:
    with (shared_data / "japan_customs" / "japan_customs_countries.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["Code"] for row in csv.DictReader(file)}
    with (PROJECT_ROOT / "dbt_project/seeds/japan_customs_countries.csv").open(encoding="utf-8", newline="") as file:
        seed = {row["customs_code"]: row for row in csv.DictReader(file)}
    assert seed.keys() == listed
    known = {"105": "CHN", "106": "TWN", "304": "USA", "601": "AUS", "110": "VNM", "122": "MMR", "216": "PRT"}
    assert {code: seed[code]["iso3"] for code in known} == known
    assert {code: seed[code]["kind"] for code in ("701", "702", "703")} == {
        "701": "unspecified", "702": "unspecified", "703": "special",
    }  # fmt: skip


# The API route


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Settings]:
    monkeypatch.setitem(POLICIES, "japan_customs", Policy(per_second=1000, retries=0))

    def of(server: Loopback, **more: Any) -> Settings:
        urls = {"estat": server.url, "japan_customs": server.url}
        fixed = {"base_urls": urls, "hs_codes": ["2805", "284690"], "refresh_window_hours": 0}
        return Settings(**{"data_dir": tmp_path / "data", **fixed, **more})

    return of


def ask(settings: Settings, year: str = "2026") -> Brought:
    return bring(DATASET, [year], mode="live", settings=settings)


def landed(settings: Settings) -> dict[str, dict[str, Any]]:
    return {entry["key"]: entry for entry in Landing(settings.landing_dir).entries(DATASET.name)}


def codes(*listed: str, single: bool = False) -> bytes:
    entries: Any = [{"@code": code, "@name": code, "@level": "1"} for code in listed]
    groups = [
        {"@id": "tab", "@name": "-", "CLASS": {}},
        {"@id": "cat01", "@name": "-", "CLASS": entries[0] if single else entries},
    ]
    meta = {"TABLE_INF": {"@id": "0", "TITLE": {"$": "品別国別表 輸入 1-9月:確報"}}, "CLASS_INF": {"CLASS_OBJ": groups}}
    return json.dumps({"GET_META_INFO": {"RESULT": {"STATUS": 0}, "METADATA_INF": meta}}, ensure_ascii=False).encode()


def query_of(seen: Seen) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(seen.target).query).items()}


def echoed(body: bytes, seen: Seen) -> bytes:
    """The answer with the table and the codes that were asked for, as the API repeats them."""
    query = query_of(seen)
    body = re.sub(rb'"@id": ?"\d+"', f'"@id": "{query["statsDataId"]}"'.encode(), body, count=1)
    return re.sub(rb'"LANG": ?"J"', f'"LANG": "J", "ASKED": "{query["cdCat01"]}"'.encode(), body, count=1)


def serve(server: Loopback, listed: bytes, *pages: bytes) -> None:
    """The API: its list of codes, then these bodies by the code asked for and the position in it."""
    server.serve("/rest/3.0/app/json/getMetaInfo", Reply(listed))

    def data(seen: Seen) -> Reply:
        place = 0 if "startPosition" not in query_of(seen) else 1
        return Reply(echoed(pages[min(place, len(pages) - 1)], seen))

    server.serve("/rest/3.0/app/json/getStatsData", data)


def test_the_codes_of_a_table_are_read_before_those_on_the_watch_list_are_asked_for(
    settings: Callable[..., Settings],
) -> None:
    with Loopback() as server:
        serve(server, codes("284610000", "280530010", "284690010", "284690090"), answer(cells()[:41]))
        used = settings(server, keys={"estat": "app-id-1"})
        ask(used)
        asked = [query_of(seen) for seen in server.seen("/rest/3.0/app/json/getStatsData")]
        tables = [query_of(seen)["statsDataId"] for seen in server.seen("/rest/3.0/app/json/getMetaInfo")]
    assert [question["cdCat01"] for question in asked[:2]] == ["280530010", "284690010,284690090"]
    assert {question["cdTime"] for question in asked} == {"2026000000"}
    assert {question["appId"] for question in asked} == {"app-id-1"}
    assert tables == ["0004049326", "0004049306"]
    documents = landed(used)
    assert sorted(documents) == ["M-280530-2026", "M-284690-2026", "X-280530-2026", "X-284690-2026"]
    assert documents["M-284690-2026"]["scope"] == {
        "flow": ["M"],
        "year": ["2026"],
        "answer": ["M-284690-2026"],
        "codes": ["284690010", "284690090"],
        "stage": ["品別国別表 輸入 1-9月:確報"],
    }
    assert "app-id-1" not in json.dumps(documents)


def test_a_single_code_comes_as_an_object(settings: Callable[..., Settings]) -> None:
    with Loopback() as server:
        serve(server, codes("280530010", single=True), answer(cells()[:41]))
        used = settings(server, keys={"estat": "k"})
        ask(used)
    assert sorted(landed(used)) == ["M-280530-2026", "X-280530-2026"]


def test_no_more_than_a_hundred_codes_are_asked_for_at_once() -> None:
    step = api.first(Settings(hs_codes=["2805"]), "k", "M", 2026)
    following = api.following(codes(*(f"280530{n:03}" for n in range(101))), step)
    assert following is not None
    assert [len(asked.params["cdCat01"].split(",")) for asked in (following, *following.waiting)] == [100, 1]
    assert [asked.key for asked in (following, *following.waiting)] == ["M-280530-2026", "M-280530.100-2026"]


def test_an_answer_is_followed_through_its_pages(settings: Callable[..., Settings]) -> None:
    first = answer(cells()[:41], total=60, NEXT_KEY=42)
    last = answer(cells()[41:60], total=60, start=42)
    with Loopback() as server:
        serve(server, codes("280530010"), first, last)
        used = settings(server, keys={"estat": "k"})
        ask(used)
        positions = [query_of(seen).get("startPosition") for seen in server.seen("/rest/3.0/app/json/getStatsData")]
    assert positions == [None, "42", None, "42"]
    assert sorted(landed(used)) == [
        "M-280530-2026", "M-280530-from42-2026", "X-280530-2026", "X-280530-from42-2026",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("last", "came"),
    [
        (answer(cells()[:41], total=60, NEXT_KEY=42), "one that starts with cell 1"),
        (answer(cells()[41:59], total=60, start=42), "the last cell 59"),
        (answer(cells()[41:60], total=60, start=42).replace(b'"TO_NUMBER": 60', b'"TO_NUMBER": 61'), "19 cells"),
        (NO_DATA, "the status 1"),
    ],
    ids=["the first page again", "short", "cells missing", "no data"],
)
def test_nothing_lands_when_a_page_is_not_the_next_one(
    settings: Callable[..., Settings], last: bytes, came: str
) -> None:
    with Loopback() as server:
        serve(server, codes("280530010"), answer(cells()[:41], total=60, NEXT_KEY=42), last)
        used = settings(server, keys={"estat": "k"})
        with pytest.raises(DataError, match=came):
            ask(used)
    assert landed(used) == {}


def test_figures_that_did_not_change_are_no_new_vintage(settings: Callable[..., Settings]) -> None:
    with Loopback() as server:
        used = settings(server, keys={"estat": "k"})
        serve(server, codes("280530010"), JSON)
        assert len(ask(used).new) == 2
        serve(server, codes("280530010"), JSON.replace(b"2026-11-21T09", b"2026-11-22T09"))
        assert ask(used).new == []
        serve(server, codes("280530010"), JSON.replace(b'"310440"', b'"310441"'))
        assert len(ask(used).new) == 2


def test_a_refused_key_is_told_in_the_publishers_words(settings: Callable[..., Settings]) -> None:
    message = "認証に失敗しました。アプリケーションIDを確認して下さい。"
    with Loopback() as server:
        server.serve("/rest/3.0/app/json/getMetaInfo", Reply(refusal(100, message, "GET_META_INFO"), status=403))
        with pytest.raises(FetchError, match=f"{message}.*CHOKEPOINT_KEYS__ESTAT"):
            ask(settings(server, keys={"estat": "wrong-key-1"}))


@pytest.mark.parametrize(
    ("status", "step"),
    [
        (100, "CHOKEPOINT_KEYS__ESTAT"),
        (102, "manual of the API"),
        (200, "Ask again later"),
        (300, "correct TABLES"),
        (2, "compare the answer with the manual"),
        (400, "compare the answer with the manual"),
    ],
)
def test_an_error_at_http_200_is_an_error(settings: Callable[..., Settings], status: int, step: str) -> None:
    with Loopback() as server:
        serve(server, codes("280530010"), refusal(status, "エラー"))
        used = settings(server, keys={"estat": "k"})
        with pytest.raises(DataError, match=f'the status {status}: "エラー".*{step}'):
            ask(used)
    assert landed(used) == {}
    assert len(list((used.landing_dir / "rejected").rglob("*.body"))) == 1


def test_figures_of_another_table_are_refused(settings: Callable[..., Settings]) -> None:
    with Loopback() as server:
        server.serve("/rest/3.0/app/json/getMetaInfo", Reply(codes("280530010")))
        server.serve("/rest/3.0/app/json/getStatsData", Reply(JSON.replace(b"0004049326", b"0003425294")))
        with pytest.raises(DataError, match="figures of the table 0004049326; came figures of 0003425294"):
            ask(settings(server, keys={"estat": "k"}))


def test_a_list_without_a_code_of_the_watch_list_is_refused(settings: Callable[..., Settings]) -> None:
    with Loopback() as server:
        serve(server, codes("010121000"), JSON)
        with pytest.raises(DataError, match="a code that starts with 2805, 284690"):
            ask(settings(server, keys={"estat": "k"}))


@pytest.mark.parametrize(
    ("flow", "year", "table"),
    [
        ("X", 2001, "0003228116"),
        ("M", 2005, "0003228183"),
        ("X", 2010, "0003228117"),
        ("M", 2016, "0003313966"),
        ("X", 2025, "0003425293"),
        ("M", 2025, "0003425294"),
        ("X", 2026, "0004049306"),
        ("M", 2030, "0004049326"),
    ],
)
def test_each_block_of_five_years_has_a_table_of_its_own(flow: str, year: int, table: str) -> None:
    assert api.table(flow, year) == table


@pytest.mark.parametrize("year", [2000, 2031])
def test_a_year_whose_table_is_not_known_is_an_error_that_says_where_to_look(year: int) -> None:
    with pytest.raises(DataError, match=f"came {year}.*getStatsList"):
        api.table("M", year)


# The file route

MONTHS = (
    '<a href="/en/stat-search/files?page=1&amp;layout=datalist&amp;cycle=1&amp;year={year}0&amp;month={month}'
    '&amp;result_back=1" class="stat-item_child">Month.</a>'
)
INDEX = "<html>" + "".join(
    MONTHS.format(year=year, month=month)
    for year, month in [("2026", "23070909"), ("2026", "23070908"), ("2026", "12040606"), ("2025", "24101212")]
)
SECTION = (
    "<span>Commodity by Country (Import Jan-Sep:Detailed) Section {name} Chapter {chapters}</span>"
    '<a href="/en/stat-search/file-download?statInfId={id}&amp;fileKind=0">EXCEL</a>'
    '<a href="/en/stat-search/file-download?statInfId={id}&amp;fileKind=1" data-file_type="CSV">CSV</a>'
)
SECTIONS = "<html>" + "".join(
    SECTION.format(name=name, chapters=chapters, id=number)
    for name, chapters, number in [
        ("V", "25-27", "000040000005"),
        ("VI", "28-38", "000040000006"),
        ("XVI", "84-85", "000040000016"),
    ]
)


def serve_files(server: Loopback, index: str = INDEX, sections: str = SECTIONS) -> None:
    def listing(seen: Seen) -> Reply:
        return Reply((sections if "month" in query_of(seen) else index).encode(), headers=HTML)

    server.serve("/en/stat-search/files", listing)
    exports = CSV.replace(b"\r\n2,2026", b"\r\n1,2026")
    server.serve("/stat-search/file-download", Reply(CSV, headers=TEXT), Reply(exports, headers=TEXT))


def test_without_a_key_the_files_of_the_newest_month_are_read(settings: Callable[..., Settings]) -> None:
    with Loopback() as server:
        serve_files(server)
        used = settings(server)
        ask(used)
        listings = [query_of(seen) for seen in server.seen("/en/stat-search/files")]
        asked = [query_of(seen) for seen in server.seen("/stat-search/file-download")]
    assert [(listing["tclass2"], listing.get("year"), listing.get("month")) for listing in listings] == [
        ("000001013182", None, None),  # whether there is anything new
        ("000001013182", None, None),
        ("000001013182", "20260", "23070909"),
        ("000001013181", None, None),
        ("000001013181", "20260", "23070909"),
    ]
    assert asked == [{"statInfId": "000040000006", "fileKind": "1"}] * 2
    documents = landed(used)
    assert sorted(documents) == ["M-chapters28-38-2026", "X-chapters28-38-2026"]
    scope = documents["M-chapters28-38-2026"]["scope"]
    assert scope["codes"] == [str(chapter) for chapter in range(28, 39)]
    assert scope["stage"] == ["Commodity by Country (Import Jan-Sep:Detailed) Section VI Chapter 28-38"]


def test_the_files_of_all_chapters_on_the_watch_list_are_read(settings: Callable[..., Settings]) -> None:
    step = files.Step(
        key="M-sections-2026",
        url="https://publisher.example/en/stat-search/files",
        params={"month": "23070909"},
        scope={"flow": ["M"], "year": ["2026"]},
        is_document=False,
        chapters=frozenset({"28", "85"}),
    )
    following = files.following(SECTIONS.encode(), step)
    assert following is not None
    assert [asked.key for asked in (following, *following.waiting)] == ["M-chapters28-38-2026", "M-chapters84-85-2026"]


def test_a_year_that_is_yet_to_be_published_lands_nothing(settings: Callable[..., Settings]) -> None:
    with Loopback() as server:
        serve_files(server)
        assert ask(settings(server), "2027").seen == 0


@pytest.mark.parametrize(
    ("index", "sections", "year", "expected"),
    [
        ("<html></html>", SECTIONS, "2026", "links to the months of 2026"),
        (INDEX, SECTIONS, "2024", "links to the months of 2024"),
        (INDEX, "<html></html>", "2026", "links to the CSV files of chapters 28"),
        (INDEX, SECTIONS.replace("28-38", "39-40"), "2026", "links to the CSV files of chapters 28"),
        (INDEX, SECTIONS.replace("Chapter", "Part"), "2026", "the chapters of a section before the link"),
    ],
)
def test_a_listing_of_another_form_is_an_error(
    settings: Callable[..., Settings], index: str, sections: str, year: str, expected: str
) -> None:
    with Loopback() as server:
        serve_files(server, index, sections)
        used = settings(server)
        with pytest.raises(DataError, match=expected):
            ask(used, year)
    assert landed(used) == {}


@pytest.mark.parametrize(
    ("body", "came"),
    [
        (CSV.replace(b"\r\n2,2026", b"\r\n2,2025"), "rows of 2,2025"),
        (CSV.replace(b"\r\n2,2026", b"\r\n1,2026"), "rows of 1,2026"),
        (csv_with("HS,Country,Unit1", "Commodity,Country,Unit"), "the header Exp or Imp,Year,Commodity"),
        (CSV.splitlines(keepends=True)[0], "a header without any"),
    ],
)
def test_a_file_of_something_else_is_refused_before_it_lands(
    settings: Callable[..., Settings], body: bytes, came: str
) -> None:
    with Loopback() as server:
        serve_files(server)
        server.serve("/stat-search/file-download", Reply(body, headers=TEXT))
        used = settings(server)
        with pytest.raises(DataError, match=came):
            ask(used)
    assert landed(used) == {}


def test_a_page_in_place_of_a_file_is_refused(settings: Callable[..., Settings]) -> None:
    with Loopback() as server:
        serve_files(server)
        server.serve("/stat-search/file-download", Reply(b"<!doctype html><html></html>", headers=HTML))
        with pytest.raises(FetchError, match="came an HTML page"):
            ask(settings(server))


def test_a_file_that_a_person_downloaded_lands_as_what_it_is_of(tmp_path: Path) -> None:
    path, used = tmp_path / "b53ca02806.csv", Settings(data_dir=tmp_path / "data")
    path.write_bytes(CSV)
    land_file(DATASET, path, used)
    entry = landed(used)["M-chapters28-85-2026"]
    assert (entry["partition"], entry["scope"]["codes"]) == ("2026", ["28", "85"])


def test_a_file_that_is_of_several_years_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b53ca02806.csv"
    path.write_bytes(csv_with("2,2026,'2846", "2,2025,'2846"))
    with pytest.raises(DataError, match="rows of one direction and year"):
        files.from_file(path)


def test_this_year_is_due_beside_the_years_still_revised() -> None:
    due = source.due(Settings(years_back=2))
    assert len(due) == 3
    assert [int(year) - int(due[0]) for year in due] == [0, 1, 2]


# Files that hold less than a section does


@pytest.mark.parametrize(
    ("name", "key", "rows_read", "partners"),
    [
        ("section6_chapters28-38_2024.csv", "M-chapters28-38-2024", 195, ["105", "110", "213"]),
        ("chapter28_china_only_2024.csv", "M-chapters28-28-2024", 52, ["105"]),
    ],
)
def test_a_file_of_some_chapters_is_read_whole_and_is_of_the_chapters_in_it(
    tmp_path: Path, shared_data: Path, name: str, key: str, rows_read: int, partners: list[str]
) -> None:
    path = shared_data.parent / "findings" / "inputs" / name
    request = files.from_file(path)
    assert request.key == key
    source.check(path.read_bytes(), name, request)
    arrived_file = arrival(DATASET, path.read_bytes(), key=key, scope=request.scope, partition="2024")
    done = load(tmp_path, DATASET, [arrived_file])
    assert done.accounts == Accounts(documents=1, read=rows_read, accepted=rows_read)
    assert done.rows(f"select distinct country from {RAW} order by 1") == [(country,) for country in partners]
    assert done.broken_rules == []
