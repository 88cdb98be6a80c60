"""The landing area: bytes kept unchanged, one sighting per vintage, and nothing half written."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing, document_id

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def seen(body: bytes, at: datetime = NOON, *, key: str = "key", **more: str) -> Arrival:
    return Arrival(
        dataset="source__table", key=key, body=body, retrieved_at=at, url="https://publisher.example",
        publisher="A publisher", licence="free", **more,
    )  # fmt: skip


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


def files(landing: Landing) -> set[str]:
    return {path.relative_to(landing.root).as_posix() for path in landing.root.rglob("*") if path.is_file()}


def test_bytes_are_kept_unchanged_under_their_hash(landing: Landing) -> None:
    body = bytes(range(256)) + "é\r\n".encode()
    landed = landing.land(seen(body))
    digest = sha256(body).hexdigest()
    assert landed.is_new
    assert landing.object_path(digest).read_bytes() == body
    assert landing.verified_path(digest, "here") == landing.object_path(digest)
    assert files(landing) == {
        f"objects/{digest[:2]}/{digest}",
        f"catalogue/source__table/key/20261121T120000.000000Z-{digest[:16]}.json",
    }


def test_the_catalogue_says_what_came_and_leaves_the_body_out(landing: Landing) -> None:
    landing.land(seen(b"body", etag='"v1"', partition="2023"))
    (entry,) = landing.entries("source__table")
    assert entry["retrieved_at"] == "2026-11-21T12:00:00+00:00"
    assert (entry["bytes"], entry["etag"], entry["partition"]) == (4, '"v1"', "2023")
    assert entry["document_id"] == document_id("source__table", "key", sha256(b"body").hexdigest())
    assert "body" not in entry


def test_the_same_bytes_for_the_same_key_are_one_document_and_one_sighting(landing: Landing) -> None:
    first = landing.land(seen(b"body"))
    before = files(landing)
    again = landing.land(seen(b"body", NOON + timedelta(days=1)))
    assert (again.document_id, again.is_new) == (first.document_id, False)
    assert files(landing) == before


def test_other_bytes_are_a_new_vintage_and_older_ones_stay(landing: Landing) -> None:
    for days, body in enumerate((b"one", b"two", b"one")):
        assert landing.land(seen(body, NOON + timedelta(days=days))).is_new
    assert [entry["sha256"] for entry in landing.entries()] == [
        sha256(body).hexdigest() for body in (b"one", b"two", b"one")
    ]
    assert landing.newest_body("source__table", "key") == b"one"


def test_the_same_bytes_under_two_keys_are_two_documents_and_one_file(landing: Landing) -> None:
    one, other = landing.land(seen(b"body", key="one")), landing.land(seen(b"body", key="other"))
    assert one.document_id != other.document_id
    assert len([name for name in files(landing) if name.startswith("objects")]) == 1


def test_an_older_answer_that_comes_late_takes_its_place_in_time(landing: Landing) -> None:
    landing.land(seen(b"new"))
    assert landing.land(seen(b"old", NOON - timedelta(days=1))).is_new
    assert landing.newest_body("source__table", "key") == b"new"


def test_an_answer_seen_now_is_the_newest_although_the_clock_jumped_back(landing: Landing) -> None:
    landing.land(seen(b"old"))
    landing.land_now(seen(b"new", NOON - timedelta(days=2)))
    landing.land_now(seen(b"newer", NOON - timedelta(days=1)))
    assert landing.newest_body("source__table", "key") == b"newer"
    assert [landing.object_path(entry["sha256"]).read_bytes() for entry in landing.entries()] == [
        b"old", b"new", b"newer",
    ]  # fmt: skip


def test_the_same_bytes_seen_again_after_the_clock_jumped_back_note_nothing(landing: Landing) -> None:
    landing.land_now(seen(b"body"))
    assert not landing.land_now(seen(b"body", NOON - timedelta(days=2))).is_new
    assert len(list(landing.entries())) == 1


def test_a_time_in_another_zone_is_the_same_sighting(landing: Landing) -> None:
    landing.land(seen(b"body"))
    tokyo = NOON.astimezone(timezone(timedelta(hours=9)))
    assert not landing.land(seen(b"body", tokyo)).is_new


def test_a_revision_of_the_same_bytes_is_noted_once(landing: Landing) -> None:
    landing.land(seen(b"body", revision="1"))
    for days in (1, 2):
        assert not landing.land(seen(b"body", NOON + timedelta(days=days), revision="2")).is_new
    assert [entry["revision"] for entry in landing.entries()] == ["1", "2"]


def test_zero_bytes_are_no_document(landing: Landing) -> None:
    with pytest.raises(DataError, match="source__table key: expected a document; came zero bytes"):
        landing.land(seen(b""))
    assert files(landing) == set()


@pytest.mark.parametrize("key", ["", "../up", "a/b", "a b", ".hidden", "a..b", "ключ", "x" * 182])
def test_a_key_that_is_no_plain_name_is_refused_before_anything_is_written(landing: Landing, key: str) -> None:
    with pytest.raises(DataError, match="a plain name"):
        landing.land(seen(b"body", key=key))
    assert files(landing) == set()


def test_a_time_without_a_zone_is_refused(landing: Landing) -> None:
    with pytest.raises(ValueError, match="zone"):
        landing.land(seen(b"body", NOON.replace(tzinfo=None)))


def test_bytes_that_changed_on_disk_are_not_read(landing: Landing) -> None:
    landing.land(seen(b"body"))
    digest = sha256(b"body").hexdigest()
    landing.object_path(digest).write_bytes(b"BODY")
    with pytest.raises(DataError, match=rf"here at .*{digest}: expected bytes with SHA-256 {digest}"):
        landing.verified_path(digest, "here")


def test_bytes_that_are_gone_are_told_and_come_back_with_the_next_refresh(landing: Landing) -> None:
    landing.land(seen(b"body"))
    digest = sha256(b"body").hexdigest()
    landing.object_path(digest).unlink()
    with pytest.raises(DataError, match="came no file"):
        landing.verified_path(digest, "here")
    assert not landing.land(seen(b"body", NOON + timedelta(days=1))).is_new
    assert landing.verified_path(digest, "here").read_bytes() == b"body"


def test_an_answer_that_is_no_document_is_kept_aside_with_the_reason(landing: Landing) -> None:
    note = landing.reject(seen(b"<html>"), ValueError("came a page"))
    assert json.loads(note.read_bytes())["error"] == "came a page"
    assert note.with_suffix(".body").read_bytes() == b"<html>"
    assert list(landing.entries()) == []


def test_a_write_that_fails_leaves_no_half_file(landing: Landing, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        landing.land(seen(b"body"))
    assert files(landing) == set()


def test_a_sighting_is_written_after_its_bytes(landing: Landing, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []

    def second_fails(descriptor: int) -> None:
        synced.append(descriptor)
        if len(synced) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", second_fails)
    with pytest.raises(OSError, match="No space left"):
        landing.land(seen(b"body"))
    assert [name.split("/")[0] for name in files(landing)] == ["objects"]
    assert list(landing.entries()) == []


def land_all(folder: str, history: list[tuple[int, bytes]]) -> list[tuple[str, str]]:
    landing = Landing(Path(folder))
    for hours, body in history:
        landing.land(seen(body, NOON + timedelta(hours=hours)))
    return [(entry["retrieved_at"], entry["sha256"]) for entry in landing.entries()]


def vintages(history: list[tuple[int, bytes]]) -> list[tuple[str, str]]:
    """Each time at which the body became another one."""
    ordered = sorted(history)
    return [
        ((NOON + timedelta(hours=hours)).isoformat(), sha256(body).hexdigest())
        for place, (hours, body) in enumerate(ordered)
        if place == 0 or ordered[place - 1][1] != body
    ]


hours = st.integers(0, 1000)


@given(st.lists(st.tuples(hours, st.sampled_from([b"a", b"b", b"c"])), max_size=12, unique_by=lambda seen: seen[0]))
def test_a_sighting_is_noted_when_the_bytes_change_and_a_replay_changes_nothing(
    history: list[tuple[int, bytes]],
) -> None:
    with TemporaryDirectory() as folder:
        assert land_all(folder, sorted(history)) == vintages(history)
        assert land_all(folder, sorted(history)) == vintages(history)


@given(
    st.lists(
        st.tuples(hours, st.binary(min_size=1)), max_size=8, unique_by=(lambda seen: seen[0], lambda seen: seen[1])
    )
)
def test_different_answers_make_the_same_history_in_whatever_order_they_come(history: list[tuple[int, bytes]]) -> None:
    with TemporaryDirectory() as folder:
        assert land_all(folder, history) == vintages(history)
