"""What was answered is not asked for again: within the window, across a cut-off refresh, and in parts and pages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from faults.server import Loopback, Reply

from pipelines.asking import asked as module
from pipelines.asking import unfinished
from pipelines.asking.asked import Asked, question
from pipelines.asking.bring import Brought, bring
from pipelines.http.client import POLICIES, FetchError, Policy
from pipelines.settings import Settings
from pipelines.sources.contract import CappedError, Dataset, Release, Releases, Request
from pipelines.sources.japan_customs_files import Step
from warehouse.errors import DataError
from warehouse.landing import Landing

NAMES = ("a", "b", "c")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(POLICIES, "plain", Policy(per_second=1000, retries=0))


@pytest.fixture
def server() -> Iterable[Loopback]:
    with Loopback() as loopback:
        for name in NAMES:
            loopback.serve(f"/{name}", Reply(json.dumps({"figure": name}).encode()))
        yield loopback


def plain(server: Loopback, names: Iterable[str] = NAMES) -> Dataset:
    return Dataset(
        name="plain__t",
        title="",
        publisher="A publisher",
        licence="",
        documentation="",
        media="json",
        requests=lambda settings, partition: [Request(key=name, url=f"{server.url}/{name}") for name in names],
        partitioned=False,
    )


def refresh(dataset: Dataset, folder: Path, hours: int = 12) -> Brought:
    return bring(dataset, None, mode="live", settings=Settings(data_dir=folder, refresh_window_hours=hours))


def at(monkeypatch: pytest.MonkeyPatch, later: timedelta) -> None:
    """Set the clock forward by so much."""
    for used in (module, unfinished):
        if hasattr(used, "now"):
            monkeypatch.setattr(used, "now", lambda: datetime.now(UTC) + later)


def paths(server: Loopback) -> list[str]:
    return [seen.target for seen in server.seen()]


# The window


def test_what_was_answered_is_not_asked_for_again_within_the_window(server: Loopback, tmp_path: Path) -> None:
    assert refresh(plain(server), tmp_path).seen == 3
    assert refresh(plain(server), tmp_path) == Brought([], 0, [])
    assert paths(server) == ["/a", "/b", "/c"]


@pytest.mark.parametrize(("later", "asked"), [(timedelta(hours=11, minutes=59), 3), (timedelta(hours=12), 6)])
def test_the_window_is_as_long_as_it_is_set(
    server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later: timedelta, asked: int
) -> None:
    refresh(plain(server), tmp_path)
    at(monkeypatch, later)
    refresh(plain(server), tmp_path)
    assert len(server.seen()) == asked


def test_a_window_of_no_hours_asks_always(server: Loopback, tmp_path: Path) -> None:
    refresh(plain(server), tmp_path, hours=0)
    refresh(plain(server), tmp_path, hours=0)
    assert len(server.seen()) == 6


def test_a_clock_that_was_set_back_does_not_keep_the_window_open(
    server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh(plain(server), tmp_path)
    at(monkeypatch, timedelta(days=-1))
    refresh(plain(server), tmp_path)
    assert len(server.seen()) == 6


def test_a_refresh_that_failed_goes_on_where_it_stopped(server: Loopback, tmp_path: Path) -> None:
    server.serve("/b", Reply(status=500), Reply(b'{"figure": "b"}'))
    with pytest.raises(FetchError):
        refresh(plain(server), tmp_path)
    assert refresh(plain(server), tmp_path).seen == 2
    assert paths(server) == ["/a", "/b", "/b", "/c"]


def test_another_question_under_the_same_key_is_asked(server: Loopback, tmp_path: Path) -> None:
    refresh(plain(server, ["a"]), tmp_path)
    other = Request(key="a", url=f"{server.url}/a", params={"months": "2026-09"})
    refresh(Dataset(**{**vars(plain(server)), "requests": lambda settings, partition: [other]}), tmp_path)
    assert paths(server) == ["/a", "/a?months=2026-09"]


def test_a_document_whose_bytes_are_gone_is_asked_for_again_without_a_condition(
    server: Loopback, tmp_path: Path
) -> None:
    headers = {"Content-Type": "application/json", "ETag": '"1"'}
    server.serve("/a", Reply(b'{"figure": "a"}', headers=headers))
    refresh(plain(server, ["a"]), tmp_path)
    landing = Landing(tmp_path / "landing")
    kept = landing.object_path(landing.newest("plain__t", "a")["sha256"])
    kept.unlink()
    refresh(plain(server, ["a"]), tmp_path)
    assert kept.exists()
    assert all("If-None-Match" not in seen.headers for seen in server.seen())


def test_an_answer_that_the_publisher_says_is_unchanged_counts_as_answered(server: Loopback, tmp_path: Path) -> None:
    headers = {"Content-Type": "application/json", "ETag": '"1"'}
    server.serve("/a", Reply(b'{"figure": "a"}', headers=headers), Reply(status=304, headers={}))
    refresh(plain(server, ["a"]), tmp_path)
    refresh(plain(server, ["a"]), tmp_path, hours=0)
    refresh(plain(server, ["a"]), tmp_path)
    assert len(server.seen()) == 2


def test_a_damaged_note_costs_one_more_question(server: Loopback, tmp_path: Path) -> None:
    refresh(plain(server, ["a"]), tmp_path)
    (tmp_path / "landing" / "asked" / "plain__t" / "a.json").write_text('{"question": "x"')
    refresh(plain(server, ["a"]), tmp_path)
    assert len(server.seen()) == 2


def test_keys_are_no_part_of_a_note(tmp_path: Path) -> None:
    request = Request("a", "https://publisher.example", secrets={"Key": "s3cret"}, secret_params={"key": "s3cret"})
    Asked(Landing(tmp_path), "plain__t", timedelta()).note(request, [], None)
    assert "s3cret" not in next(tmp_path.rglob("a.json")).read_text()
    assert question(request) == question(Request("a", "https://publisher.example"))


def test_a_question_is_the_same_in_whatever_order_its_parts_are_kept() -> None:
    one, other = (Step("a", "https://publisher.example", chapters=frozenset(chapters)) for chapters in ("ab", "ba"))
    assert question(one) == question(other)
    assert question(one) != question(Step("a", "https://publisher.example", chapters=frozenset("a")))


# Lists of releases


def listed(server: Loopback, **more: timedelta) -> Dataset:
    """A dataset whose publisher has one small list with the revision of all."""

    def requests(settings: Settings, partition: str | None) -> list[Request]:
        return [Request("list", f"{server.url}/list")]

    news = Dataset(**{**vars(plain(server)), "name": "plain__news", "requests": requests})
    releases = Releases(news, lambda request, bodies: Release(json.loads(bodies[0])["revision"]), **more)
    return Dataset(**{**vars(plain(server)), "releases": releases})


def test_after_the_window_one_small_request_tells_that_nothing_is_new(server: Loopback, tmp_path: Path) -> None:
    server.serve("/list", Reply(b'{"revision": "1"}'))
    refresh(listed(server), tmp_path)
    server.forget()
    refresh(listed(server), tmp_path)
    assert paths(server) == []
    refresh(listed(server), tmp_path, hours=0)
    assert paths(server) == ["/list"]


def test_a_sign_of_a_revision_is_trusted_for_a_time(
    server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.serve("/list", Reply(b'{"revision": "1"}'))
    month = listed(server, trusted_for=timedelta(days=30))
    refresh(month, tmp_path)
    for days, expected in ((29, ["/list"]), (30, ["/list", "/a", "/b", "/c"])):
        server.forget()
        at(monkeypatch, timedelta(days=days))
        refresh(month, tmp_path, hours=0)
        assert paths(server) == expected


# Parts and pages


def halves(server: Loopback) -> Dataset:
    """A dataset of one question whose answer is cut off; its halves are whole."""

    def check(body: bytes, where: str, request: Request | None) -> None:
        if request and request.key == "whole":
            raise CappedError(expected="fewer rows", came="as many as there can be", where=where, next_step="Wait")

    return Dataset(
        **{
            **vars(plain(server)),
            "requests": lambda settings, partition: [Request("whole", f"{server.url}/whole")],
            "check": check,
            "parts": lambda request: [Request(name, f"{server.url}/{name}") for name in ("a", "b")],
        }
    )


def test_an_answer_known_to_be_cut_off_is_asked_for_in_parts_and_each_part_once(
    server: Loopback, tmp_path: Path
) -> None:
    server.serve("/whole")
    server.serve("/b", Reply(status=500), Reply(b'{"figure": "b"}'))
    with pytest.raises(FetchError):
        refresh(halves(server), tmp_path)
    refresh(halves(server), tmp_path)
    refresh(halves(server), tmp_path)
    assert paths(server) == ["/whole", "/a", "/b", "/b"]


def pages(server: Loopback) -> Dataset:
    following = {"p1": "p2", "p2": "p3", "p3": None}

    def more(body: bytes, request: Request) -> Request | None:
        name = following[request.key]
        return Request(name, f"{server.url}/{name}") if name else None

    return Dataset(
        **{
            **vars(plain(server)),
            "requests": lambda settings, partition: [Request("p1", f"{server.url}/p1")],
            "more": more,
        }
    )


def test_an_answer_in_pages_goes_on_from_the_page_that_did_not_come(server: Loopback, tmp_path: Path) -> None:
    for name in ("p1", "p3"):
        server.serve(f"/{name}", Reply(json.dumps({"page": name}).encode()))
    server.serve("/p2", Reply(status=500), Reply(b'{"page": "p2"}'))
    with pytest.raises(FetchError):
        refresh(pages(server), tmp_path)
    assert list(Landing(tmp_path / "landing").entries("plain__t")) == []
    assert refresh(pages(server), tmp_path).seen == 3
    assert refresh(pages(server), tmp_path).seen == 0
    assert paths(server) == ["/p1", "/p2", "/p2", "/p3"]
    assert [entry["key"] for entry in Landing(tmp_path / "landing").entries("plain__t")] == ["p1", "p2", "p3"]
    assert list((tmp_path / "landing" / "unfinished" / "plain__t").iterdir()) == []


def test_pages_of_more_than_an_hour_ago_are_asked_for_anew(
    server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("p1", "p3"):
        server.serve(f"/{name}", Reply(json.dumps({"page": name}).encode()))
    server.serve("/p2", Reply(status=500), Reply(b'{"page": "p2"}'))
    with pytest.raises(FetchError):
        refresh(pages(server), tmp_path)
    at(monkeypatch, timedelta(hours=1))
    refresh(pages(server), tmp_path)
    assert paths(server) == ["/p1", "/p2", "/p1", "/p2", "/p3"]


def test_pages_that_do_not_belong_together_are_not_gone_on_from(server: Loopback, tmp_path: Path) -> None:
    for name in ("p1", "p2", "p3"):
        server.serve(f"/{name}", Reply(b'{"page": "the same"}'))
    with pytest.raises(DataError, match="a duplicated page"):
        refresh(pages(server), tmp_path)
    for name in ("p1", "p2", "p3"):
        server.serve(f"/{name}", Reply(json.dumps({"page": name}).encode()))
    assert refresh(pages(server), tmp_path).seen == 3
    assert paths(server) == ["/p1", "/p2", "/p1", "/p2", "/p3"]
