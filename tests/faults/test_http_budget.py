"""The pace and the daily budget of a publisher hold as the publisher counts them."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from faults.conftest import HASTY
from faults.server import Loopback, Reply

from pipelines.http.budget import WINDOW_S, Budget
from pipelines.http.client import BudgetError, Client, Policy
from pipelines.sources.contract import Request
from warehouse.errors import DataError

# Asks until the budget is used up; then says so.
ASKING = """
import sys
from pathlib import Path
from pipelines.http.client import BudgetError, Client, Policy
from pipelines.sources.contract import Request

state_dir, url, per_day, per_second = sys.argv[1:]
policy = Policy(per_second=float(per_second), per_day=int(per_day), timeout_s=20, total_s=20, retries=0)
with Client(state_dir=Path(state_dir), policies={"publisher": policy}) as client:
    try:
        while True:
            client.get("publisher", Request("key", url), media="json")
    except BudgetError as error:
        print(error.frees_at.isoformat())
"""


@contextmanager
def asking(state_dir: Path, url: str, per_day: int, per_second: float = 1_000) -> Iterator[subprocess.Popen[str]]:
    arguments = [sys.executable, "-c", ASKING, str(state_dir), url, str(per_day), str(per_second)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_used_up_budget_sends_nothing_and_says_what_it_is_and_when_it_frees(
    loopback: Loopback, tmp_path: Path
) -> None:
    with Client(state_dir=tmp_path, policies={"publisher": replace(HASTY, per_day=3)}) as client:
        url = loopback.serve("/table")
        for _ in range(3):
            client.get("publisher", Request("key", url), media="json")
        with pytest.raises(BudgetError) as caught:
            client.get("publisher", Request("key", url), media="json")
    error = caught.value
    assert len(loopback.seen()) == 3
    assert (error.kind, error.publisher) == ("budget", "publisher")
    assert "at most 3 requests to publisher in 24 hours" in str(error)
    assert f"{error.frees_at:%Y-%m-%d %H:%M:%S} UTC" in str(error)
    assert abs(error.frees_at - datetime.now(UTC) - timedelta(days=1)) < timedelta(minutes=2)


def test_every_try_and_every_redirect_counts_before_it_is_sent(loopback: Loopback, tmp_path: Path) -> None:
    with Client(state_dir=tmp_path, policies={"publisher": replace(HASTY, per_day=4)}) as client:
        broken = loopback.serve("/broken", Reply(status=503), Reply(status=302, headers={"Location": "/broken"}))
        with pytest.raises(BudgetError):
            client.get("publisher", Request("key", broken), media="json")
        with pytest.raises(BudgetError):
            client.get("publisher", Request("key", loopback.serve("/other")), media="json")
        client.get("another", Request("key", loopback.serve("/another")), media="json")
    assert len(loopback.seen("/broken")) == 4
    assert len(loopback.seen("/other")) == 0


def test_a_killed_process_leaves_its_requests_counted(loopback: Loopback, tmp_path: Path) -> None:
    url = loopback.serve("/table", Reply(), Reply(), Reply(fault="silence"), Reply())
    with asking(tmp_path, url, per_day=5) as first:
        loopback.wait_for(3)
        os.kill(first.pid, signal.SIGKILL)
    with asking(tmp_path, url, per_day=5) as second:
        frees_at, _ = second.communicate(timeout=15)
    assert datetime.fromisoformat(frees_at.strip()) > datetime.now(UTC)
    assert len(loopback.seen()) == 5


def test_two_processes_at_once_share_budget_and_pace(loopback: Loopback, tmp_path: Path) -> None:
    url = loopback.serve("/table")
    with asking(tmp_path, url, 30, per_second=20) as one, asking(tmp_path, url, 30, per_second=20) as other:
        assert all(process.communicate(timeout=20)[0] for process in (one, other))
    arrived = [seen.at for seen in loopback.seen()]
    assert len(arrived) == 30
    # Ten requests a half second, with a tenth of a second for the way there.
    assert all(later - earlier > 0.4 for earlier, later in zip(arrived, arrived[10:], strict=False))


def test_places_taken_at_the_same_moment_are_never_more_than_there_are(tmp_path: Path) -> None:
    def take(_: int) -> bool:
        try:
            Budget(tmp_path / "requests.sqlite").take("publisher", Policy(per_second=1_000, per_day=50), 10, "here")
        except BudgetError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(120))) == 50


def test_a_place_frees_a_day_after_it_was_taken(tmp_path: Path) -> None:
    now = 1_000_000.0
    budget = Budget(tmp_path / "requests.sqlite", clock=lambda: now)
    policy = Policy(per_second=0.01, per_day=2)
    assert budget.take("publisher", policy, 1_000, "here") == 0
    assert budget.take("publisher", policy, 1_000, "here") == pytest.approx(100)
    now += WINDOW_S - 1
    with pytest.raises(BudgetError) as caught:
        budget.take("publisher", policy, 1_000, "here")
    assert caught.value.frees_at == datetime.fromtimestamp(1_000_000 + WINDOW_S, UTC)
    now += 1
    assert budget.take("publisher", policy, 1_000, "here") == pytest.approx(0)
    with pytest.raises(BudgetError):
        budget.take("publisher", policy, 1_000, "here")


def test_a_clock_set_back_frees_nothing(tmp_path: Path) -> None:
    now = 1_000_000.0
    budget = Budget(tmp_path / "requests.sqlite", clock=lambda: now)
    policy = Policy(per_second=1, per_day=2)
    budget.take("publisher", policy, 10, "here")
    now -= 50_000
    with pytest.raises(BudgetError, match="a queue of 50001 s"):
        budget.take("publisher", policy, 10, "here")


def test_a_queue_longer_than_the_question_may_take_is_refused_without_a_place(tmp_path: Path) -> None:
    now = 1_000_000.0
    budget = Budget(tmp_path / "requests.sqlite", clock=lambda: now)
    policy = Policy(per_second=0.1, per_day=2)
    budget.take("publisher", policy, 5, "here")
    for _ in range(3):
        with pytest.raises(BudgetError, match="a queue of 10 s"):
            budget.take("publisher", policy, 5, "here")
    now += 10
    assert budget.take("publisher", policy, 5, "here") == 0


def test_a_key_has_a_budget_of_its_own(loopback: Loopback, tmp_path: Path) -> None:
    policies = {"publisher": replace(HASTY, per_day=1), "publisher_keyed": replace(HASTY, per_day=2)}
    with Client(state_dir=tmp_path, policies=policies) as client:
        url = loopback.serve("/table")
        for request, allowed in ((Request("key", url), 1), (Request("key", url, secrets={"X-Key": "abc"}), 2)):
            for _ in range(allowed):
                client.get("publisher", request, media="json")
            with pytest.raises(BudgetError):
                client.get("publisher", request, media="json")
    assert len(loopback.seen()) == 3


def test_requests_that_cannot_be_counted_are_not_sent(loopback: Loopback, tmp_path: Path) -> None:
    (tmp_path / "requests.sqlite").write_bytes(b"not a database" * 100)
    with (
        Client(state_dir=tmp_path, policies={"default": HASTY}) as client,
        pytest.raises(DataError, match=r"requests\.sqlite"),
    ):
        client.get("publisher", Request("key", loopback.serve("/table")), media="json")
    assert loopback.seen() == []


def test_old_requests_are_forgotten(tmp_path: Path) -> None:
    now = 1_000_000.0
    budget = Budget(tmp_path / "requests.sqlite", clock=lambda: now)
    for _ in range(5):
        budget.take("publisher", Policy(), 10, "here")
        now += WINDOW_S
    with sqlite3.connect(tmp_path / "requests.sqlite") as con:
        assert con.execute("select count(*) from sent").fetchone()[0] == 3
    con.close()
