"""The US Census Bureau: what is asked, what an answer becomes, and each way in which it goes wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from faults.server import Loopback, Reply

from expectations.run import validate
from pipelines.asking.bring import Brought, bring
from pipelines.http.client import POLICIES, FetchError, Policy
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources import us_census as source
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts, load_pending, open_books
from warehouse.store import connect

DATASET = source.TRADE
FIXTURES = PROJECT_ROOT / "tests" / "fixtures" / "us_census"
FIXTURE = FIXTURES / f"{DATASET.name}.json"
RAW = f"raw.{DATASET.name}"
KEY = "0123456789abcdef"


def settings(folder: Path, **more: Any) -> Settings:
    return Settings(data_dir=folder, hs_codes=["284690"], refresh_window_hours=0, **more)


def arrival(body: bytes, flow: str = "imports") -> Arrival:
    return Arrival(
        dataset=DATASET.name,
        key=f"{flow}-284690-2024",
        body=body,
        retrieved_at=datetime(2026, 11, 21, tzinfo=UTC),
        url="https://api.census.gov/data/timeseries/intltrade",
        publisher=DATASET.publisher,
        licence=DATASET.licence,
        partition="2024",
        scope={"flow": [flow], "commodity": ["284690"], "year": ["2024"]},
        kind="composed",
    )


def arrivals() -> list[Arrival]:
    return [arrival(FIXTURE.read_bytes()), arrival((FIXTURES / "exports.json").read_bytes(), "exports")]


def load(folder: Path, *arrived: Arrival) -> Accounts:
    landing = Landing(folder / "landing")
    for one in arrived:
        landing.land(one)
    with connect(folder / "build.duckdb") as con:
        open_books(con, landing)
        return load_pending(con, landing, DATASET.name, DATASET.encoding, folder / "scratch")


def rows(folder: Path, query: str) -> list[Any]:
    with connect(folder / "build.duckdb") as con:
        return con.execute(query).fetchall()


def changed(old: str, new: str) -> Arrival:
    """The fixture with one text replaced where it first occurs."""
    text = FIXTURE.read_text()
    assert old in text
    return arrival(text.replace(old, new, 1).encode())


def broken_rules(folder: Path) -> list[str]:
    verdict = validate(folder / "build.duckdb", DATASET.name)
    return [finding.rule for finding in verdict.findings if not finding.is_passed]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setitem(POLICIES, DATASET.source, Policy(per_second=1000, retries=0))
    with Loopback() as loopback:
        yield loopback


def fetch(folder: Path, server: Loopback, reply: Reply) -> Brought:
    server.serve("/imports/hs", reply)
    server.serve("/exports/hs", Reply((FIXTURES / "exports.json").read_bytes()))
    asked = settings(folder, keys={"us_census": KEY}, base_urls={"us_census": server.url})
    return bring(DATASET, ["2024"], mode="live", settings=asked)


def test_without_a_key_nothing_is_asked(tmp_path: Path) -> None:
    assert list(source.requests(Settings(keys={}), "2024")) == []
    assert DATASET.needs_key


def test_each_flow_and_code_of_a_year_is_one_request_with_the_key_apart(tmp_path: Path) -> None:
    imports, exports = source.requests(settings(tmp_path, keys={"us_census": KEY}), "2024")
    assert imports.url == "https://api.census.gov/data/timeseries/intltrade/imports/hs"
    assert (imports.params["COMM_LVL"], imports.params["I_COMMODITY"]) == ("HS6", "284690")
    assert (exports.params["E_COMMODITY"], exports.params["time"]) == ("284690", "from 2024-01 to 2024-12")
    assert imports.secret_params == {"key": KEY}
    assert KEY not in repr(imports)


def test_the_key_and_the_range_of_months_are_sent_and_the_key_is_not_kept(tmp_path: Path, server: Loopback) -> None:
    assert fetch(tmp_path, server, Reply(FIXTURE.read_bytes())).seen == 2
    _newest, asked = server.seen("/imports/hs")
    assert f"key={KEY}" in asked.target
    assert "time=from+2024-01+to+2024-12" in asked.target
    entries = list(Landing(tmp_path / "landing").entries(DATASET.name))
    assert [entry["key"] for entry in entries] == ["exports-284690-2024", "imports-284690-2024"]
    assert KEY not in json.dumps(entries)


def test_countries_and_totals_are_accepted_and_groups_excluded_by_name(tmp_path: Path) -> None:
    assert load(tmp_path, *arrivals()) == Accounts(documents=2, read=12, accepted=10, excluded=2)
    assert rows(tmp_path, "select rule, rows from raw.exclusion") == [("group of countries", 2)]
    assert rows(
        tmp_path, f"select flow, gen_val_mo, gen_cif_mo, all_val_mo from {RAW} where cty_code = '5700' order by all"
    ) == [
        ("exports", None, None, Decimal("70000.000")),
        ("imports", Decimal("3000.000"), Decimal("3060.000"), None),
        ("imports", Decimal("4000000.000"), Decimal("4080000.000"), None),
    ]
    assert broken_rules(tmp_path) == []


def test_the_total_is_kept_even_where_it_is_labelled_as_a_group(tmp_path: Path) -> None:
    line = '["-","TOTAL FOR ALL COUNTRIES","284690","5000000","400000","KG","5000000","5100000","DET"'
    load(tmp_path, changed(line, line.replace("DET", "CGP")))
    assert broken_rules(tmp_path) == []


def test_a_column_that_comes_twice_with_two_values_is_quarantined(tmp_path: Path) -> None:
    load(tmp_path, changed('"CHINA","284690"', '"CHINA","284610"'))
    assert rows(tmp_path, "select reason from raw.quarantine") == [
        ("a column that comes twice, with two values: I_COMMODITY",)
    ]


@pytest.mark.parametrize(
    ("old", "new", "came"),
    [
        ("GEN_VAL_MO", "GEN_VAL_YR", "the columns CTY_CODE"),
        ('"4000000","350000"', '4000000,"350000"', "UBIGINT 4000000"),
        ('[["CTY_CODE"', '{"error":[["CTY_CODE"', "error"),
    ],
)
def test_another_layout_is_not_loaded(tmp_path: Path, old: str, new: str, came: str) -> None:
    broken = changed(old, new)
    body = broken.body + b"}" if new.startswith("{") else broken.body
    with pytest.raises(DataError, match=came):
        load(tmp_path, arrival(body))
    assert rows(tmp_path, f"select count(*) from {RAW}") == [(0,)]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"4000000","350000"', '"4,000,000","350000"', "not a number: GEN_VAL_MO"),
        ('"5700","CHINA"', '"CHINA"', "another number of fields than the header"),
    ],
)
def test_a_row_that_cannot_be_read_is_quarantined_and_fails_the_suite(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    accounts = load(tmp_path, changed(old, new))
    assert (accounts.read, accounts.quarantined) == (9, 1)
    assert rows(tmp_path, "select reason from raw.quarantine") == [(reason,)]
    assert "no row that could not be read (see raw.quarantine)" in broken_rules(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (
            '"CHINA","284690","4000000"',
            '"CHINA","284690","3000000"',
            "each flow, code and month has one total, and it is the sum of the countries within 0.1 %",
        ),
        ('"284690","2024-02"', '"284690","2023-02"', "each row is of the flow, code and year that were asked for"),
        (
            '"CHINA","284690","4000000"',
            '"CHINA","284690",null',
            "imports have a general value, exports a value of all of them",
        ),
    ],
)
def test_a_value_that_would_make_a_number_wrong_fails_the_suite(tmp_path: Path, old: str, new: str, rule: str) -> None:
    load(tmp_path, changed(old, new))
    assert rule in broken_rules(tmp_path)


def test_no_content_lands_as_an_empty_answer(tmp_path: Path, server: Loopback) -> None:
    fetch(tmp_path, server, Reply(b"", status=204))
    entry = next(e for e in Landing(tmp_path / "landing").entries(DATASET.name) if e["key"].startswith("imports"))
    assert (entry["status"], entry["kind"]) == (204, "composed")
    assert load(tmp_path) == Accounts(documents=2, read=3, accepted=3)
    assert broken_rules(tmp_path) == []


def test_no_content_after_figures_is_an_error(tmp_path: Path, server: Loopback) -> None:
    fetch(tmp_path, server, Reply(FIXTURE.read_bytes()))
    with pytest.raises(FetchError, match="204"):
        fetch(tmp_path, server, Reply(b"", status=204))


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply((FIXTURES / "no_key.html").read_bytes(), headers={"Content-Type": "text/html"}), "an HTML page"),
        (
            Reply(b"error: unknown variable 'GEN_VALUE'", status=400, headers={"Content-Type": "text/plain"}),
            "GEN_VALUE",
        ),
        (Reply(b"[]"), "the first of which is the header"),
    ],
)
def test_an_error_is_not_an_empty_answer(tmp_path: Path, server: Loopback, reply: Reply, said: str) -> None:
    with pytest.raises(DataError, match=said) as raised:
        fetch(tmp_path, server, reply)
    assert KEY not in str(raised.value)
    assert list(Landing(tmp_path / "landing").entries(DATASET.name)) == []


def test_an_answer_for_the_other_flow_is_refused(tmp_path: Path) -> None:
    imports, _ = source.requests(settings(tmp_path, keys={"us_census": KEY}), "2024")
    with pytest.raises(DataError, match="expected the columns CTY_CODE"):
        source.check((FIXTURES / "exports.json").read_bytes(), "the Bureau", imports)
