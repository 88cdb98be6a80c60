"""Six states of what was asked for, from the wire to the mart: none becomes another, no error becomes "no trade"."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from faults.server import Loopback, Reply, Seen
from warehouses import arrival, fixture, load, rows_in

from pipelines.http.policy import POLICIES, Policy
from pipelines.settings import PROJECT_ROOT, settings
from pipelines.sources.comtrade import TRADE as COMTRADE
from pipelines.sources.hmrc import TRADE
from warehouse.errors import ChokepointError
from warehouse.store import connect

THIS_YEAR = datetime.now(UTC).year
LAST_YEAR = THIS_YEAR - 1
Row = dict[str, object]


def row(code: int, month: int, value: float, suppression: int = 0) -> Row:
    """One month's imports of an eight-digit code, from China unless the countries are suppressed (2)."""
    country = {"CountryId": 720, "CountryCodeNumeric": "720", "CountryCodeAlpha": "CN", "CountryName": "China"}
    if suppression:
        country = dict.fromkeys(country)
    return {
        "MonthId": LAST_YEAR * 100 + month, "FlowTypeId": 3, "SuppressionIndex": suppression, "CommodityId": code,
        "CommoditySitcId": 52595, "CountryId": country["CountryId"], "PortId": 31, "Value": value,
        "NetMass": value / 10, "SuppUnit": None, "Country": {**country, "RegionId": 1},
    }  # fmt: skip


FIGURES = {
    "2805": [],
    "2846": [row(28469040, 1, 120_000.0), row(28469040, 2, 0.0), row(28469040, 3, 64_000.0, suppression=2)],
}


class Publisher:
    """HMRC on the loopback server: months until March of last year, and nothing of HS 2805."""

    def __init__(self, server: Loopback) -> None:
        self.faults: dict[str, Reply] = {}
        server.serve("/OTS", self._answer)

    def _answer(self, seen: Seen) -> Reply:
        asked = parse_qs(urlsplit(seen.target).query)["$filter"][0]
        heading = next(code for code in ("2805", "2846", "8505") if f"CommodityId ge {code}" in asked)
        rows = FIGURES.get(heading, []) if f"MonthId ge {LAST_YEAR}01" in asked else []
        body = {"@odata.context": "https://api.uktradeinfo.com/$metadata#OTS(Country())", "value": rows}
        return self.faults.get(heading, Reply(json.dumps(body).encode()))


@pytest.fixture
def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    with Loopback() as server:
        monkeypatch.setitem(POLICIES, TRADE.source, Policy(per_second=1_000, retries=0))
        monkeypatch.setenv("CHOKEPOINT_DATA_DIR", str(tmp_path))
        monkeypatch.setenv("CHOKEPOINT_BASE_URLS", json.dumps({"hmrc": server.url}))
        monkeypatch.setenv("CHOKEPOINT_HS_CODES", json.dumps(["2846", "2805", "8505"]))
        monkeypatch.setenv("CHOKEPOINT_REFRESH_WINDOW_HOURS", "0")
        settings.cache_clear()
        yield Publisher(server)
    settings.cache_clear()


@pytest.fixture
def states(publisher: Publisher, tmp_path: Path) -> Callable[..., dict[tuple[str | None, str | None], str]]:
    """Ask for years as a refresh does, build, and read the states of imports by item and period."""

    def asked(*years: int) -> dict[tuple[str | None, str | None], str]:
        from pipelines.defs.resources import Warehouse

        warehouse = Warehouse(mode="live")
        try:
            warehouse.bring(TRADE, [str(year) for year in years])
        except ChokepointError:
            assert publisher.faults
        warehouse.load(TRADE)
        if not publisher.faults:
            assert warehouse.judge(TRADE).is_passed
        assert not warehouse.is_served()
        warehouse.note_attempts()
        build(tmp_path)
        query = "select item, period, state from quality.block_state where coalesce(flow, 'M') = 'M'"
        rows = rows_in(tmp_path, query)
        found = {(item, period): state for item, period, state in rows}
        assert len(found) == len(rows), "one state each"
        return found

    return asked


def build(folder: Path) -> None:
    """All that the mart needs; what was built once, and depends on nothing that changes here, is left as it is."""
    changing = ["path:models/staging/books", "int_block_state", "block_state"]
    chosen = changing if (folder / "target").exists() else ["+block_state"]
    command = [Path(sys.executable).with_name("dbt"), "build", "--profiles-dir", ".", "--select", *chosen]
    done = subprocess.run(
        [*command, "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"],
        cwd=PROJECT_ROOT / "dbt_project",
        env={
            **os.environ,
            "CHOKEPOINT_BUILD_FILE": str(folder / "build.duckdb"),
            "DBT_TARGET_PATH": str(folder / "target"),
            "DBT_LOG_PATH": str(folder / "logs"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]


def test_each_state_of_the_wire_is_the_state_in_the_mart(
    publisher: Publisher, states: Callable[..., dict[tuple[str | None, str | None], str]], tmp_path: Path
) -> None:
    first = states(LAST_YEAR, THIS_YEAR)
    assert first["2846", f"{LAST_YEAR}-01"] == "reported"
    assert first["2846", f"{LAST_YEAR}-02"] == "zero"
    assert first["2846", f"{LAST_YEAR}-03"] == "suppressed"
    assert first["2805", f"{LAST_YEAR}-01"] == "empty"
    assert first["2805", f"{LAST_YEAR}-04"] == "late"
    assert first["2846", f"{LAST_YEAR}-04"] == "late"
    assert first["2846", f"{THIS_YEAR}-12"] == "not_published"
    assert "failed" not in first.values()

    publisher.faults = {"2846": Reply(b'{"error": {"message": "try again"}}')}
    second = states(LAST_YEAR)
    known = ("reported", "zero", "suppressed", "empty", "not_published")
    assert {block: state for block, state in second.items() if state in known} == {
        block: state for block, state in first.items() if state in known
    }
    assert second["2846", f"{LAST_YEAR}-04"] == "failed", "nobody knows whether it was there when the attempt failed"
    assert second[f"2846-{LAST_YEAR}", str(LAST_YEAR)] == "failed"
    assert second[None, None] == "failed"
    problems = rows_in(tmp_path, "select distinct problem is not null from quality.block_state where state = 'failed'")
    assert problems == [(True,)]


def test_what_was_never_answered_is_failed_and_not_empty(
    publisher: Publisher, states: Callable[..., dict[tuple[str | None, str | None], str]]
) -> None:
    publisher.faults = {"2846": Reply(b"<html>", headers={"Content-Type": "text/html"})}
    assert states(LAST_YEAR) == {(None, None): "failed"}


def test_a_year_without_rows_is_empty_only_where_another_answer_shows_that_it_is_published(tmp_path: Path) -> None:
    answer = json.loads(fixture(COMTRADE, "json"))
    scope = {"freq": ["A"], "reporter": ["392"], "flow": ["M"], "period": ["2020", "2023", "2025"]}
    of_2846 = arrival(
        COMTRADE,
        json.dumps({**answer, "data": [], "count": 0}).encode(),
        key="A-392-M-2846",
        scope={**scope, "cmd": ["2846"]},
    )
    load(
        tmp_path,
        COMTRADE,
        [arrival(COMTRADE, fixture(COMTRADE, "json"), key="A-392-M-2805", scope={**scope, "cmd": ["2805"]}), of_2846],
    )
    with connect(tmp_path / "build.duckdb") as con:
        con.execute("insert into raw.validation select document_id, dataset, '', 0, 0, true, '[]' from raw.load")
    build(tmp_path)
    query = "select item, period, state from quality.block_state where source = 'comtrade'"
    assert {(item, period): state for item, period, state in rows_in(tmp_path, query)} == {
        ("2805", "2023"): "reported",
        ("2846", "2023"): "empty",
        ("2805", "2020"): "late",
        ("2846", "2020"): "late",
        ("2805", "2025"): "not_published",
        ("2846", "2025"): "not_published",
    }
