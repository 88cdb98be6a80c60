"""Answers that come in pages: all of them land or none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from faults.server import Loopback, Reply

from pipelines.asking import arrivals as module
from pipelines.asking.bring import Brought, bring
from pipelines.http.client import POLICIES, FetchError, Policy
from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from warehouse.errors import DataError
from warehouse.landing import Landing


def page(number: int, following: int | None) -> Reply:
    return Reply(json.dumps({"page": number, "next": following}).encode())


def more(body: bytes, request: Request) -> Request | None:
    following = json.loads(body)["next"]
    address = request.url.rsplit("/", 1)[0]
    return Request(key=f"whole-p{following}", url=f"{address}/{following}") if following else None


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(POLICIES, "paged", Policy(per_second=1000, retries=0))


def ask(
    folder: Path,
    server: Loopback,
    first: Request | None = None,
    more: Callable[[bytes, Request], Request | None] = more,
) -> Brought:
    paged = Dataset(
        name="paged__t",
        title="",
        publisher="A publisher",
        licence="",
        documentation="",
        media="json",
        requests=lambda settings, partition: [first or Request(key="whole-p1", url=f"{server.url}/1")],
        partitioned=False,
        more=more,
    )
    return bring(paged, None, mode="live", settings=Settings(data_dir=folder, refresh_window_hours=0))


def landed(folder: Path) -> list[str]:
    return [entry["key"] for entry in Landing(folder / "landing").entries("paged__t")]


def test_each_page_of_an_answer_lands_under_its_own_key(tmp_path: Path) -> None:
    with Loopback() as server:
        for number, following in ((1, 2), (2, 3), (3, None)):
            server.serve(f"/{number}", page(number, following))
        assert ask(tmp_path, server).seen == 3
        assert len(ask(tmp_path, server).new) == 0
    assert landed(tmp_path) == ["whole-p1", "whole-p2", "whole-p3"]


def test_no_page_lands_when_a_later_one_does_not_come(tmp_path: Path) -> None:
    with Loopback() as server:
        server.serve("/1", page(1, 2))
        server.serve("/2", Reply(b"{}", status=500))
        with pytest.raises(FetchError, match="500"):
            ask(tmp_path, server)
    assert landed(tmp_path) == []


def test_a_page_that_has_the_bytes_of_the_one_before_is_refused(tmp_path: Path) -> None:
    with Loopback() as server:
        server.serve("/1", page(1, 2))
        server.serve("/2", page(1, 2))
        with pytest.raises(DataError, match="a duplicated page: whole-p2"):
            ask(tmp_path, server)
    assert landed(tmp_path) == []


def test_pages_that_lead_back_to_an_earlier_one_are_refused(tmp_path: Path) -> None:
    with Loopback() as server:
        server.serve("/1", page(1, 2))
        server.serve("/2", page(2, 1))
        with pytest.raises(DataError, match="whole-p1 for the second time: the pages go round"):
            ask(tmp_path, server)
    assert landed(tmp_path) == []


def test_an_answer_whose_pages_do_not_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PAGES", 4)
    with Loopback() as server:
        for number in range(1, 10):
            server.serve(f"/{number}", page(number, number + 1))
        with pytest.raises(DataError, match="a page after page 4: the pages do not end"):
            ask(tmp_path, server)
    assert landed(tmp_path) == []


def test_an_answer_of_one_page_is_asked_for_whole_each_time(tmp_path: Path) -> None:
    reply = Reply(page(1, None).body, headers={"Content-Type": "application/json", "ETag": '"1"'})
    with Loopback() as server:
        server.serve("/1", reply)
        ask(tmp_path, server)
        ask(tmp_path, server)
        assert all("If-None-Match" not in seen.headers for seen in server.seen("/1"))


def test_an_answer_that_only_says_what_to_ask_next_is_not_landed(tmp_path: Path) -> None:
    index = Reply(b"<!doctype html><html></html>", headers={"Content-Type": "text/html"})
    with Loopback() as server:
        server.serve("/index", index)
        server.serve("/1", page(1, None))
        listed = Request(key="whole-index", url=f"{server.url}/index", media="html", is_document=False)
        whole = Request(key="whole-p1", url=f"{server.url}/1")
        ask(tmp_path, server, first=listed, more=lambda body, request: whole if request is listed else None)
    assert landed(tmp_path) == ["whole-p1"]
