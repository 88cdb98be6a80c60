"""A refresh that is killed and started again stays within the day's budget and asks for nothing twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from faults.server import Loopback, Reply, Seen
from warehouses import fixture

from pipelines.settings import PROJECT_ROOT
from pipelines.sources.comtrade import TRADE
from pipelines.sources.comtrade_lists import AVAILABILITY
from warehouse.landing import Landing

LISTED, PREVIEW, OTS = "/public/v1/getDA/C/A/HS", "/public/v1/preview/C/A/HS", "/OTS"
CODES = ["2805", "2846", "280530", "284690"]

# A refresh of one dataset and year; says how many documents came, or that the budget is used up.
REFRESHING = """
import json, sys
from pipelines.asking.bring import bring
from pipelines.http.client import POLICIES, BudgetError, Policy
from pipelines.settings import Settings
from pipelines.sources.registry import datasets

name, folder, url, codes, per_day = sys.argv[1:]
source = name.split("__")[0]
POLICIES[source] = Policy(per_second=1_000, per_day=int(per_day), timeout_s=20, total_s=20, retries=0)
settings = Settings(data_dir=folder, base_urls={source: url}, reporters=["JPN"], hs_codes=json.loads(codes))
try:
    brought = bring(datasets()[name], ["2023"], mode="live", settings=settings)
    print("budget" if brought.resumes_at else "brought", brought.seen)
except BudgetError as error:
    print("used up", error.frees_at.isoformat())
"""


@contextmanager
def refreshing(
    name: str, folder: Path, server: Loopback, codes: list[str], per_day: int
) -> Iterator[subprocess.Popen[str]]:
    arguments = [name, str(folder), server.url, json.dumps(codes), str(per_day)]
    command = [sys.executable, "-c", REFRESHING, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT_ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


def said(name: str, folder: Path, server: Loopback, codes: list[str], per_day: int) -> list[str]:
    with refreshing(name, folder, server, codes, per_day) as process:
        return process.communicate(timeout=60)[0].split()


def killed_after(count: int, name: str, folder: Path, server: Loopback, codes: list[str], per_day: int) -> None:
    with refreshing(name, folder, server, codes, per_day) as process:
        server.wait_for(count, patience_s=60)
        os.kill(process.pid, signal.SIGKILL)


def landed(folder: Path, name: str) -> list[str]:
    return [entry["key"] for entry in Landing(folder / "landing").entries(name)]


def test_the_budget_holds_over_a_kill_and_only_what_was_on_its_way_is_asked_for_again(
    loopback: Loopback, tmp_path: Path
) -> None:
    row = json.loads(fixture(TRADE, "json"))["data"][0]
    good = Reply(json.dumps({"elapsedTime": "", "count": 1, "data": [row], "error": ""}).encode())
    loopback.serve(LISTED, Reply(fixture(AVAILABILITY, "json")))
    loopback.serve(PREVIEW, good, good, good, Reply(fault="silence"), good)

    killed_after(5, TRADE.name, tmp_path, loopback, CODES, per_day=7)
    assert len(landed(tmp_path, TRADE.name)) == 3
    assert said(TRADE.name, tmp_path, loopback, CODES, per_day=7) == ["budget", "2"], "what came before it is kept"
    assert len(loopback.seen()) == 7
    assert said(TRADE.name, tmp_path, loopback, CODES, per_day=7)[0] == "used"
    assert len(loopback.seen()) == 7
    assert said(TRADE.name, tmp_path, loopback, CODES, per_day=10) == ["brought", "3"]
    assert len(loopback.seen()) == 10

    questions = Counter(seen.target for seen in loopback.seen())
    assert [times for times in questions.values() if times > 1] == [2]
    assert questions[loopback.seen()[4].target] == 2
    assert len(loopback.seen(LISTED)) == 1
    assert len(landed(tmp_path, TRADE.name)) == 2 * len(CODES)
    assert said(TRADE.name, tmp_path, loopback, CODES, per_day=10) == ["brought", "0"]


def test_a_kill_between_two_pages_keeps_the_first(loopback: Loopback, tmp_path: Path) -> None:
    pages = {
        name: (PROJECT_ROOT / "tests/fixtures/hmrc" / f"{name}.json").read_bytes() for name in ("page_1", "page_2")
    }
    second = [Reply(fault="silence"), Reply(pages["page_2"])]

    def answer(seen: Seen) -> Reply:
        is_second = "$skip" in seen.target or "%24skip" in seen.target
        return second.pop(0) if is_second else Reply(pages["page_1"])

    loopback.serve(OTS, answer)
    killed_after(3, "hmrc__trade", tmp_path, loopback, ["2846"], per_day=4)
    assert landed(tmp_path, "hmrc__trade") == []
    assert landed(tmp_path, "hmrc__newest") == ["2846-newest"]
    assert said("hmrc__trade", tmp_path, loopback, ["2846"], per_day=4) == ["brought", "2"]
    _sign, *skipped = [parse_qs(urlsplit(seen.target).query).get("$skip") for seen in loopback.seen()]
    assert skipped == [None, *[skipped[1]] * 2]
    assert landed(tmp_path, "hmrc__trade") == ["2846-2023", "2846-2023-page-2"]
