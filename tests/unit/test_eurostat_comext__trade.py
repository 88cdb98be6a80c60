"""Eurostat Comext: what is asked, what an answer becomes, and each way in which it goes wrong."""

from __future__ import annotations

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
from pipelines.sources import eurostat_comext as source
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts, load_pending, open_books
from warehouse.store import connect

DATASET = source.TRADE
FIXTURES = PROJECT_ROOT / "tests" / "fixtures" / "eurostat_comext"
FIXTURE = FIXTURES / f"{DATASET.name}.csv"
RAW = f"raw.{DATASET.name}"
XML = {"Content-Type": "application/xml"}
CSV = {"Content-Type": "application/vnd.sdmx.data+csv"}


def settings(folder: Path, **more: Any) -> Settings:
    return Settings(data_dir=folder, hs_codes=["284690"], refresh_window_hours=0, **more)


def arrival(body: bytes) -> Arrival:
    return Arrival(
        dataset=DATASET.name,
        key="M-284690-1-2024",
        body=body,
        retrieved_at=datetime(2026, 11, 21, tzinfo=UTC),
        url="https://ec.europa.eu/eurostat/api/comext",
        publisher=DATASET.publisher,
        licence=DATASET.licence,
        partition="2024",
        scope={"freq": ["M"], "flow": ["1"], "product": ["284690"], "year": ["2024"]},
        kind="composed",
    )


def load(folder: Path, body: bytes | None = None) -> Accounts:
    landing = Landing(folder / "landing")
    if body is not None:
        landing.land(arrival(body))
    with connect(folder / "build.duckdb") as con:
        open_books(con, landing)
        return load_pending(con, landing, DATASET.name, DATASET.encoding, folder / "scratch")


def rows(folder: Path, query: str) -> list[Any]:
    with connect(folder / "build.duckdb") as con:
        return con.execute(query).fetchall()


def changed(old: str, new: str) -> bytes:
    """The fixture with one text replaced where it first occurs."""
    text = FIXTURE.read_text()
    assert old in text
    return text.replace(old, new, 1).encode()


def broken_rules(folder: Path) -> list[str]:
    verdict = validate(folder / "build.duckdb", DATASET.name)
    return [finding.rule for finding in verdict.findings if not finding.is_passed]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setitem(POLICIES, DATASET.source, Policy(per_second=1000, retries=0))
    with Loopback() as loopback:
        yield loopback


def fetch(folder: Path, server: Loopback, reply: Reply) -> Brought:
    """Bring what one request of imports gets."""
    asked = settings(folder, base_urls={"eurostat_comext": server.url})
    for request in source.requests(asked, "2024"):
        server.serve(request.url.removeprefix(server.url), reply)
    return bring(DATASET, ["2024"], mode="live", settings=asked)


def test_each_product_and_flow_of_a_year_is_one_request(tmp_path: Path) -> None:
    imports, exports = source.requests(settings(tmp_path), "2024")
    assert (imports.key, exports.key) == ("M-284690-1-2024", "M-284690-2-2024")
    assert imports.url.endswith(
        "/sdmx/2.1/data/DS-045409/M." + "+".join(source.REPORTERS) + "..284690.1."
        "VALUE_IN_EUROS+QUANTITY_IN_100KG+SUPPLEMENTARY_QUANTITY"
    )
    assert imports.params == {"startPeriod": "2024-01", "endPeriod": "2024-12", "format": "SDMX-CSV"}
    assert len(source.REPORTERS) == 27
    assert {"GR", "EL"} & set(source.REPORTERS) == {"GR"}


def test_gallium_and_germanium_are_asked_for_at_eight_digits_as_well() -> None:
    assert source.products(Settings(hs_codes=["811292"])) == ["811292", "81129289", "81129295"]


def test_the_nightly_refresh_asks_for_this_year_too() -> None:
    this_year = datetime.now(UTC).year
    assert DATASET.due(Settings(years_back=2)) == [str(this_year - 2), str(this_year - 1), str(this_year)]


def test_every_row_is_accepted_as_delivered(tmp_path: Path) -> None:
    assert load(tmp_path, FIXTURE.read_bytes()) == Accounts(documents=1, read=28, accepted=28)
    assert broken_rules(tmp_path) == []
    assert rows(
        tmp_path,
        f"select obs_value from {RAW} where partner = 'CN' and reporter = 'DE' and time_period = '2024-01' order by 1",
    ) == [(Decimal("1250.500"),), (Decimal("900000.000"),)]


def test_namibia_is_not_taken_for_a_missing_partner(tmp_path: Path) -> None:
    load(tmp_path, FIXTURE.read_bytes())
    assert rows(tmp_path, f"select count(*) from {RAW} where partner = 'NA'") == [(2,)]


def test_a_column_of_flags_is_read_where_the_file_has_one(tmp_path: Path) -> None:
    header, *lines = FIXTURE.read_text().splitlines()
    flagged = "\n".join([header + ",OBS_FLAG", lines[0] + ",c", *(line + "," for line in lines[1:])]) + "\n"
    assert load(tmp_path, flagged.encode()).accepted == 28
    assert rows(tmp_path, f"select row_number, obs_flag from {RAW} where obs_flag is not null") == [(1, "c")]


def test_columns_are_found_by_name_in_whatever_order_and_unknown_ones_are_noted(tmp_path: Path) -> None:
    header, *lines = [line.split(",") for line in FIXTURE.read_text().splitlines()]
    extra = [["OBS_FLAG", "CONF_STATUS", "NEW_COLUMN"], ["", "C", "x"], *[["", "F", ""]] * (len(lines) - 1)]
    order = [9, 0, 8, 1, 2, 3, 4, 5, 6, 7]
    mixed = [
        ",".join([*(line[place] for place in order), *more]) for line, more in zip([header, *lines], extra, strict=True)
    ]
    load(tmp_path / "as delivered", FIXTURE.read_bytes())
    assert load(tmp_path, ("\n".join(mixed) + "\n").encode()) == Accounts(documents=1, read=28, accepted=28)
    columns = "row_number, last_update, reporter, partner, product, flow, indicators, time_period, obs_value"
    query = f"select {columns} from {RAW} order by row_number"
    assert rows(tmp_path, query) == rows(tmp_path / "as delivered", query)
    assert rows(tmp_path, f"select row_number from {RAW} where conf_status <> 'F'") == [(1,)]
    verdict = validate(tmp_path / "build.duckdb", DATASET.name)
    assert verdict.is_passed
    assert [finding.rule for finding in verdict.findings if not finding.is_passed] == ["no column is left unread"]


def test_rows_that_eurostat_served_are_read_as_they_are(tmp_path: Path, shared_data: Path) -> None:
    (real,) = (shared_data / "real" / "eurostat_comext").glob("*.csv")
    body = real.read_bytes()
    source.check(body, "Eurostat", None)
    lines = body.decode().splitlines()
    assert load(tmp_path, body) == Accounts(documents=1, read=len(lines) - 1, accepted=len(lines) - 1)
    first = lines[1].split(",")
    assert rows(
        tmp_path, f"select reporter, partner, product, time_period, obs_value from {RAW} where row_number = 1"
    ) == [(first[3], first[4], first[5], first[8], Decimal(first[9]).quantize(Decimal("0.001")))]


def test_a_file_with_another_column_is_not_loaded(tmp_path: Path) -> None:
    body = changed("TIME_PERIOD,OBS_VALUE", "TIME,OBS_VALUE")
    with pytest.raises(DataError, match="expected a header with the columns TIME_PERIOD"):
        load(tmp_path, body)
    with pytest.raises(DataError, match="the header"):
        source.check(body, "Eurostat", None)
    assert rows(tmp_path, f"select count(*) from {RAW}") == [(0,)]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("900000", "900 000", "not a number: OBS_VALUE"),
        ("900000", "900000,c", "a field too many"),
        ("VALUE_IN_EUROS,2024-01,900000", "VALUE_IN_EUROS", "a part of the key is missing"),
    ],
)
def test_a_row_that_cannot_be_read_is_quarantined_and_fails_the_suite(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    accounts = load(tmp_path, changed(old, new))
    assert (accounts.read, accounts.quarantined) == (28, 1)
    assert rows(tmp_path, "select reason from raw.quarantine") == [(reason,)]
    assert "no row that could not be read (see raw.quarantine)" in broken_rules(tmp_path)


def test_both_of_two_rows_with_one_key_are_quarantined(tmp_path: Path) -> None:
    body = FIXTURE.read_bytes()
    load(tmp_path, body + body.splitlines(keepends=True)[1])
    assert rows(tmp_path, "select reason from raw.quarantine") == [("the key occurs more than once",)] * 2


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("M,GR,CN,", "M,EL,CN,", "expect_column_values_to_be_in_set column reporter"),
        ("2024-01,900000", "2024-01,800000", "where the world is given, it is the sum of the partners within 0.1 %"),
        (
            "284690,1,VALUE",
            "284610,1,VALUE",
            "each row is of the frequency, product, flow and year that were asked for",
        ),
        ("2024-02,200", "2024-13,200", "each period is a month, such as 2024-01"),
        ("2024-02,200", "2024-02,-200", "expect_column_values_to_be_between column obs_value"),
    ],
)
def test_a_value_that_would_make_a_number_wrong_fails_the_suite(tmp_path: Path, old: str, new: str, rule: str) -> None:
    load(tmp_path, changed(old, new))
    assert rule in broken_rules(tmp_path)


def test_an_aggregate_that_is_not_listed_may_come(tmp_path: Path) -> None:
    load(tmp_path, FIXTURE.read_bytes().replace(b",EXT_EU27_2020,", b",EXT_EU29_2031,"))
    assert broken_rules(tmp_path) == []


def test_a_confidential_product_that_was_not_asked_for_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, changed("284690,1,VALUE", "2846SSSS,1,VALUE"))
    assert "each row is of the frequency, product, flow and year that were asked for" in broken_rules(tmp_path)


@pytest.mark.parametrize("status", [404, 400])
def test_no_results_land_as_an_empty_answer_with_its_scope(tmp_path: Path, server: Loopback, status: int) -> None:
    fault = Reply((FIXTURES / "no_results.xml").read_bytes(), status=status, headers=XML)
    assert len(fetch(tmp_path, server, fault).new) == 2
    entry = next(Landing(tmp_path / "landing").entries(DATASET.name))
    assert (entry["status"], entry["kind"], entry["scope"]["product"]) == (status, "composed", ["284690"])
    assert load(tmp_path) == Accounts(documents=2)


def test_figures_that_vanish_are_an_error_and_stay(tmp_path: Path, server: Loopback) -> None:
    fetch(tmp_path, server, Reply(FIXTURE.read_bytes(), headers=CSV))
    with pytest.raises(FetchError, match="404"):
        fetch(tmp_path, server, Reply((FIXTURES / "no_results.xml").read_bytes(), status=404, headers=XML))
    assert {entry["kind"] for entry in Landing(tmp_path / "landing").entries(DATASET.name)} == {"raw"}


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply((FIXTURES / "queued.xml").read_bytes(), headers=XML), "XML"),
        (Reply(b"<html><body>Not Found</body></html>", status=404, headers={"Content-Type": "text/html"}), "404"),
        (Reply(b'{"error":[{"status":413,"label":"EXTRACTION_TOO_BIG"}]}', status=413), "413"),
        (
            Reply(
                b'{"error":[{"status":400,"id":150,"label":"INVALID_QUERY_DIMENSION_VALUE: product 284699"}]}',
                status=400,
            ),
            "400",
        ),
        (
            Reply(
                b"<S:Fault><faultcode>100</faultcode><faultstring>not available for dissemination"
                b"</faultstring></S:Fault>",
                status=404,
                headers=XML,
            ),
            "404",
        ),
        (
            Reply(
                b"<S:Fault><faultcode>100</faultcode><faultstring>Data not yet available</faultstring></S:Fault>",
                status=400,
                headers=XML,
            ),
            "400",
        ),
    ],
)
def test_an_error_is_not_an_empty_answer(tmp_path: Path, server: Loopback, reply: Reply, said: str) -> None:
    with pytest.raises(FetchError, match=said):
        fetch(tmp_path, server, reply)
    assert list(Landing(tmp_path / "landing").entries(DATASET.name)) == []


def test_a_new_time_of_update_alone_changes_no_figure() -> None:
    body = FIXTURE.read_bytes()
    assert source.figures(body) == source.figures(body.replace(b"15/11/26 11:00:00", b"16/11/26 23:00:00"))
    assert source.figures(body) != source.figures(body.replace(b"900000", b"900001"))
