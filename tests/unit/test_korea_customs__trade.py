"""The Korea Customs Service: what is asked, what an answer becomes, and each way in which it goes wrong."""

from __future__ import annotations

import json
from dataclasses import replace
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
from pipelines.sources import korea_customs as source
from pipelines.sources.contract import Request
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts, load_pending, open_books
from warehouse.store import connect

DATASET = source.TRADE
FIXTURES = PROJECT_ROOT / "tests" / "fixtures" / "korea_customs"
FIXTURE = FIXTURES / f"{DATASET.name}.xml"
RAW = f"raw.{DATASET.name}"
KEY = "abc+DEF/ghi=="
PATH = "/nitemtrade/getNitemtradeList"
XML = {"Content-Type": "application/xml;charset=UTF-8"}


def settings(folder: Path, **more: Any) -> Settings:
    return Settings(
        data_dir=folder, hs_codes=["2846"], refresh_window_hours=0, **{"keys": {"korea_customs": KEY}, **more}
    )


def arrival(body: bytes) -> Arrival:
    return Arrival(
        dataset=DATASET.name,
        key="2846-2024",
        body=body,
        retrieved_at=datetime(2026, 11, 21, tzinfo=UTC),
        url="https://apis.data.go.kr/1220000/nitemtrade/getNitemtradeList",
        publisher=DATASET.publisher,
        licence=DATASET.licence,
        partition="2024",
        scope={"commodity": ["2846"], "year": ["2024"]},
        kind="composed",
    )


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


def changed(*replacements: tuple[str, str]) -> Arrival:
    """The fixture with texts replaced where they first occur."""
    text = FIXTURE.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    return arrival(text.encode())


def broken_rules(folder: Path) -> list[str]:
    verdict = validate(folder / "build.duckdb", DATASET.name)
    return [finding.rule for finding in verdict.findings if not finding.is_passed]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setitem(POLICIES, DATASET.source, Policy(per_second=1000, retries=0))
    with Loopback() as loopback:
        yield loopback


def fetch(folder: Path, server: Loopback, reply: Reply) -> Brought:
    server.serve(PATH, reply)
    return bring(DATASET, ["2024"], mode="live", settings=settings(folder, base_urls={"korea_customs": server.url}))


def test_without_a_key_nothing_is_asked(tmp_path: Path) -> None:
    assert list(source.requests(settings(tmp_path, keys={}), "2024")) == []
    assert DATASET.needs_key


def test_a_code_and_a_year_are_one_request_of_twelve_months_with_the_key_apart(tmp_path: Path) -> None:
    (request,) = source.requests(settings(tmp_path), "2024")
    assert request.params == {"strtYymm": "202401", "endYymm": "202412", "hsSgn": "2846"}
    assert request.secret_params == {"serviceKey": KEY}
    assert KEY not in repr(request)


def test_this_year_is_not_asked_beyond_this_month() -> None:
    today = datetime.now(UTC)
    assert source.last_month(str(today.year)) == today.strftime("%Y%m")


def test_a_key_that_was_copied_percent_encoded_is_not_encoded_twice(tmp_path: Path, server: Loopback) -> None:
    assert source.service_key("abc%2BDEF%2Fghi%3D%3D") == source.service_key(KEY) == KEY
    fetch(tmp_path, server, Reply(FIXTURE.read_bytes(), headers=XML))
    assert "serviceKey=abc%2BDEF%2Fghi%3D%3D" in server.seen(PATH)[0].target
    assert KEY not in json.dumps(list(Landing(tmp_path / "landing").entries(DATASET.name)))


def test_items_are_accepted_and_the_grand_total_is_excluded_by_name(tmp_path: Path) -> None:
    assert load(tmp_path, arrival(FIXTURE.read_bytes())) == Accounts(documents=1, read=6, accepted=5, excluded=1)
    assert rows(tmp_path, "select rule from raw.exclusion") == [("grand total of the items",)]
    assert rows(tmp_path, f"select sum(impdlr), sum(expdlr), sum(impwgt) from {RAW}") == [
        (Decimal("1910040.000"), Decimal("20900.000"), Decimal("133000.000"))
    ]
    assert rows(tmp_path, f"select \"year\", statkor, impdlr from {RAW} where statcd = 'NA'") == [
        ("2024.02", "기타", Decimal("40.000"))
    ]
    assert broken_rules(tmp_path) == []


def test_a_total_under_its_other_name_is_excluded_too(tmp_path: Path) -> None:
    assert load(tmp_path, changed(("총계", "합계"))).excluded == 1


def test_an_answer_without_a_total_is_loaded(tmp_path: Path) -> None:
    lines = FIXTURE.read_text(encoding="utf-8").splitlines()
    assert load(tmp_path, arrival("\n".join(line for line in lines if "총계" not in line).encode())).accepted == 5


def test_items_that_do_not_make_up_the_total_are_not_loaded(tmp_path: Path) -> None:
    lines = FIXTURE.read_text(encoding="utf-8").splitlines()
    with pytest.raises(DataError, match="items that add up to the total"):
        load(tmp_path, arrival("\n".join(line for line in lines if "284610" not in line).encode()))
    assert rows(tmp_path, f"select count(*) from {RAW}") == [(0,)]


def test_an_empty_answer_is_loaded_with_no_rows(tmp_path: Path, server: Loopback) -> None:
    fetch(tmp_path, server, Reply((FIXTURES / "empty.xml").read_bytes(), headers=XML))
    (entry,) = Landing(tmp_path / "landing").entries(DATASET.name)
    assert entry["scope"] == {"commodity": ["2846"], "year": ["2024"]}
    assert load(tmp_path) == Accounts(documents=1)
    assert broken_rules(tmp_path) == []


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("gateway_error.xml", "the gateway's error 30 SERVICE_KEY_IS_NOT_REGISTERED_ERROR.* Check the key in"),
        ("result_error.xml", "99 조회기간은 1년이내.* Asked were months 202401 to 202412 of code 2846"),
    ],
)
def test_an_error_at_status_200_is_no_document(tmp_path: Path, server: Loopback, file: str, said: str) -> None:
    body = (FIXTURES / file).read_bytes()
    with pytest.raises(DataError, match=said) as raised:
        fetch(tmp_path, server, Reply(body, headers=XML))
    assert KEY not in str(raised.value)
    assert list(Landing(tmp_path / "landing").entries(DATASET.name)) == []
    with pytest.raises(DataError, match="expected the result code 00"):
        load(tmp_path, arrival(body))


@pytest.mark.parametrize(
    ("params", "said"),
    [
        (
            {"strtYymm": "202401", "endYymm": "202501", "hsSgn": "2846"},
            "Asked were 13 months .*at most 12 months at a time",
        ),
        ({"strtYymm": "209901", "endYymm": "209912", "hsSgn": "2846"}, "ask for months that are over"),
        ({"strtYymm": "202412", "endYymm": "202401", "hsSgn": "2846"}, "ask for months that are over"),
        ({"strtYymm": "202401", "endYymm": "202412", "hsSgn": "28460"}, "ask for a code of 2, 4, 6 or 10 digits"),
        ({"strtYymm": "202401", "endYymm": "202412", "hsSgn": "2846"}, "which keeps to the contract: ask again later"),
        ({}, "The service says why"),
    ],
)
def test_the_cause_of_a_refused_question_is_told_by_what_was_asked(params: dict[str, str], said: str) -> None:
    request = Request("key", "https://publisher.example", params=params)
    with pytest.raises(DataError, match=f"99 조회기간은 1년이내.*{said}") as refused:
        source.check((FIXTURES / "result_error.xml").read_bytes(), "here", request)
    assert "subscription" not in str(refused.value)


@pytest.mark.parametrize(("code", "said"), [("30", "subscription"), ("22", "tomorrow"), ("04", "Ask again later")])
def test_an_error_of_the_gateway_says_what_to_do(code: str, said: str) -> None:
    body = (FIXTURES / "gateway_error.xml").read_bytes().replace(b">30<", f">{code}<".encode())
    with pytest.raises(DataError, match=said):
        source.check(body, "here", None)


def test_an_answer_that_was_served_is_read_with_its_total_left_out(tmp_path: Path, shared_data: Path) -> None:
    body = (shared_data / "real" / "korea_customs" / "single.xml").read_bytes()
    source.check(body, "single.xml", None)
    served = replace(
        arrival(body), key="851830-2026", partition="2026", scope={"commodity": ["851830"], "year": ["2026"]}
    )
    assert load(tmp_path, served) == Accounts(documents=1, read=2, accepted=1, excluded=1)
    assert rows(tmp_path, f'select "year", statcd, hscd, impdlr, impwgt, expdlr, expwgt from {RAW}') == [
        ("2026.08", "CN", "8518309000", Decimal(16733321), Decimal(191224), Decimal(50463), Decimal(539))
    ]
    assert broken_rules(tmp_path) == []


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"Forbidden", status=403, headers={"Content-Type": "text/plain"}),
        Reply(b"<html><body>busy</body></html>", headers={"Content-Type": "text/html"}),
        Reply(b'{"response":{}}'),
    ],
)
def test_an_answer_that_is_no_xml_is_an_error(tmp_path: Path, server: Loopback, reply: Reply) -> None:
    with pytest.raises(FetchError):
        fetch(tmp_path, server, reply)
    assert list(Landing(tmp_path / "landing").entries(DATASET.name)) == []


def test_a_document_that_declares_entities_is_refused(tmp_path: Path) -> None:
    body = FIXTURE.read_bytes().replace(b"<response>", b'<!DOCTYPE response [<!ENTITY e "1">]><response>', 1)
    with pytest.raises(DataError, match="declares them"):
        source.check(body, "the service", None)
    with pytest.raises(DataError, match="declares them"):
        load(tmp_path, arrival(body))


def test_another_layout_is_not_loaded(tmp_path: Path) -> None:
    lines = FIXTURE.read_text(encoding="utf-8").replace("hsCd", "hsCode")
    with pytest.raises(DataError, match="hsCode"):
        load(tmp_path, arrival(lines.encode()))


def test_numbers_with_commas_are_read(tmp_path: Path) -> None:
    load(tmp_path, changed(("<impDlr>1500000</impDlr>", "<impDlr> 1,500,000 </impDlr>")))
    assert rows(tmp_path, f"select max(impdlr) from {RAW}") == [(Decimal("1500000.000"),)]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<impWgt>90000</impWgt>", "<impWgt>ninety</impWgt>", "of unknown origin: not a number: impWgt"),
        ("<impWgt>90000</impWgt>", "<impWgt/>", "of unknown origin: not a number: impWgt"),
        ("<statCd>CN</statCd>", "<statCd></statCd>", "of unknown origin: no country"),
    ],
)
def test_a_row_that_cannot_be_read_is_quarantined_and_fails_the_suite(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    accounts = load(tmp_path, changed((old, new)))
    assert (accounts.read, accounts.quarantined) == (6, 1)
    assert rows(tmp_path, "select reason from raw.quarantine") == [(reason,)]
    assert [rule for rule in broken_rules(tmp_path) if rule.startswith(("no row that could not be read", "at most 5%"))]


def test_both_of_two_items_with_one_key_are_quarantined(tmp_path: Path) -> None:
    load(tmp_path, changed(("<hsCd>284610</hsCd>", "<hsCd>284690</hsCd>")))
    assert rows(tmp_path, "select reason from raw.quarantine") == [("the key occurs more than once",)] * 2


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("<year>2024.02</year>", "<year>2024.13</year>", "each period is a month, such as 2024.01"),
        ("<year>2024.02</year>", "<year>2023.02</year>", "each row is of the code and the year that were asked for"),
        ("<hsCd>284610</hsCd>", "<hsCd>280530</hsCd>", "each row is of the code and the year that were asked for"),
        (
            "<hsCd>284610</hsCd>",
            "<hsCd>2846101000</hsCd>",
            "the items of one document have codes of one length, so that none is a part of another",
        ),
        ("<balPayments>-160000<", "<balPayments>160000<", "the balance is exports less imports"),
    ],
)
def test_a_value_that_would_make_a_number_wrong_fails_the_suite(tmp_path: Path, old: str, new: str, rule: str) -> None:
    load(tmp_path, changed((old, new)))
    assert rule in broken_rules(tmp_path)
