"""What a person decides about a document: withdrawn, restored, accepted, and each way in which that cannot be."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from warehouses import SEEN_AT, Load, arrival, fixture, holding

from pipelines.people.cli import main
from pipelines.settings import settings
from pipelines.sources.comtrade import TRADE
from pipelines.sources.comtrade_mineral_series import FLOWS
from warehouse.decisions import Decision, Decisions

BODY = fixture(FLOWS, "csv")
OLDER = arrival(FLOWS, BODY, key="flows")
NEWER = arrival(FLOWS, BODY.replace(b"294607878.05", b"294607879.05"), key="flows", retrieved_at=SEEN_AT + timedelta(1))
BAD = arrival(FLOWS, BODY.replace(b",2015,", b",1900,"), key="flows", retrieved_at=SEEN_AT + timedelta(2))
WHY = ("--why", "the publisher took it back", "--later")
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command on the warehouse of this test."""
    monkeypatch.setenv("CHOKEPOINT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "300")
    settings.cache_clear()

    def invoke(*arguments: str) -> Result:
        result = CliRunner().invoke(main, list(arguments))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    yield invoke
    settings.cache_clear()


@pytest.fixture
def vintages(loaded: Load) -> None:
    """Two vintages of one key that passed."""
    assert loaded(FLOWS, [OLDER, NEWER]).verdict.is_passed


def states(run: Run, *options: str) -> dict[str, str]:
    rows = json.loads(run("documents", "--json", *options).stdout)
    return {row["document_id"]: row["state"] for row in rows}


def refused(result: Result) -> str:
    """The one line that a command which was refused prints."""
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Traceback" not in result.stderr and result.stderr.count("\n") == 1
    return result.stderr


@pytest.mark.usefixtures("vintages")
def test_the_vintage_before_serves_again_when_the_newest_is_withdrawn_and_gives_way_when_it_is_restored(
    run: Run,
) -> None:
    assert states(run) == {OLDER.document_id: "superseded", NEWER.document_id: "serving"}
    said = run("withdraw", NEWER.document_id, *WHY).stdout
    assert said.startswith(f"Withdrew Document {NEWER.document_id} ({FLOWS.name} flows). ")
    assert f"Document {OLDER.document_id} serves in its place." in said
    assert states(run) == {OLDER.document_id: "serving", NEWER.document_id: "withdrawn"}
    assert states(run, "--held") == {NEWER.document_id: "withdrawn"}
    run("restore", NEWER.document_id[:6], "--later")
    assert states(run) == {OLDER.document_id: "superseded", NEWER.document_id: "serving"}


@pytest.mark.usefixtures("vintages")
def test_withdrawing_what_does_not_serve_says_what_does(run: Run) -> None:
    assert f"It did not serve: document {NEWER.document_id} does." in run("withdraw", OLDER.document_id, *WHY).stdout


def test_withdrawing_the_only_vintage_of_a_key_says_that_nothing_serves_it_now(run: Run, loaded: Load) -> None:
    assert loaded(FLOWS, [OLDER]).verdict.is_passed
    assert f"Nothing serves {FLOWS.name} flows now." in run("withdraw", OLDER.document_id, *WHY).stdout
    page = run("documents", OLDER.document_id).stdout
    assert "nothing serves its key" in page and "the publisher took it back" in page
    assert f"chokepoint restore {OLDER.document_id}" in page


@pytest.mark.usefixtures("vintages")
def test_nothing_is_deleted_and_each_decision_is_an_entry_of_its_own(run: Run, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in (tmp_path / "landing").rglob("*") if path.is_file()}
    run("withdraw", NEWER.document_id, *WHY)
    run("restore", NEWER.document_id, "--why", "they meant another file", "--later")
    after = {path: path.read_bytes() for path in (tmp_path / "landing").rglob("*") if path.is_file()}
    assert before.items() <= after.items()
    told = [(one.action, one.why, one.decided_by) for one in Decisions(tmp_path / "landing").all()]
    assert told == [
        ("withdraw", "the publisher took it back", "person"),
        ("restore", "they meant another file", "person"),
    ]


@pytest.mark.usefixtures("vintages")
@pytest.mark.parametrize(
    ("before", "command", "said"),
    [
        ([], ("withdraw", "0123456789abcdef", *WHY), "There is no document '0123456789abcdef'. chokepoint documents "),
        ([], ("withdraw", "x' or 1=1 --", *WHY), 'There is no document "x\' or 1=1 --"'),
        ([], ("documents", "zz"), "There is no document 'zz'"),
        ([], ("withdraw", "", *WHY), "There is no document ''"),
        ([], ("withdraw", NEWER.document_id, "--why", " ", "--later"), "--why needs the reason"),
        (
            [("withdraw", NEWER.document_id, *WHY)],
            ("withdraw", NEWER.document_id, *WHY),
            f"is withdrawn already, since 20.*: the publisher took it back. .*chokepoint restore {NEWER.document_id}",
        ),
        ([], ("restore", NEWER.document_id, "--later"), "is not withdrawn: it serves. .*chokepoint withdraw"),
        (
            [],
            ("restore", OLDER.document_id, "--later"),
            f"is not withdrawn: document {NEWER.document_id}, which is newer, serves.",
        ),
        ([], ("accept", NEWER.document_id, *WHY), "is not held back by its suite: it serves"),
    ],
)
def test_what_cannot_be_decided_is_told_in_one_line_with_the_next_step(
    run: Run, before: list[tuple[str, ...]], command: tuple[str, ...], said: str
) -> None:
    import re

    for earlier in before:
        assert run(*earlier).exit_code == 0
    message = refused(run(*command))
    assert re.search(said.replace("(", r"\("), message), message


@pytest.mark.usefixtures("vintages")
def test_a_beginning_that_several_documents_share_is_told_with_them(run: Run) -> None:
    from warehouse.documents import document
    from warehouse.errors import ChokepointError
    from warehouse.store import connect

    with connect(settings().build_file) as con, pytest.raises(ChokepointError) as told:
        con.execute(
            "insert into raw.sighting by name select * replace ('ab12' as document_id) from raw.sighting limit 1"
        )
        con.execute(
            "insert into raw.sighting by name select * replace ('ab34' as document_id) from raw.sighting limit 1"
        )
        document(con, "ab")
    assert str(told.value).startswith("2 documents begin with 'ab': ab12 (")
    assert str(told.value).endswith("Give more of its letters.")


@pytest.mark.usefixtures("vintages")
@pytest.mark.parametrize("command", ["withdraw", "restore", "accept", "documents"])
def test_during_a_refresh_it_says_who_is_writing(run: Run, tmp_path: Path, command: str) -> None:
    why = () if command == "documents" else WHY
    with holding(tmp_path) as holder:
        message = refused(run(command, NEWER.document_id, *why))
    assert message.startswith(f"Another refresh is writing to {tmp_path}: run 4711, process {holder.pid}, ")
    assert not list(Decisions(tmp_path / "landing").all())


@pytest.mark.parametrize(
    "command", [("documents",), ("withdraw", "ab", *WHY), ("restore", "ab"), ("accept", "ab", *WHY)]
)
def test_without_a_warehouse_it_says_how_to_make_one(run: Run, command: tuple[str, ...]) -> None:
    assert "chokepoint refresh --snapshot" in refused(run(*command))


def test_a_document_that_fails_its_suite_is_held_with_the_rule_and_the_commands(run: Run, loaded: Load) -> None:
    verdict = loaded(FLOWS, [OLDER, BAD]).verdict
    ways = (
        f"Look at it: chokepoint documents {BAD.document_id}. "
        f"Withdraw it: chokepoint withdraw {BAD.document_id} --why REASON"
    )
    assert str(verdict).endswith(ways)
    held = " ".join(run("documents", "--held").stdout.split())
    assert f"{FLOWS.name} flows (document {BAD.document_id}) set aside (suite) since 2026-11-23" in held
    assert f"document {OLDER.document_id} serves instead: expected ExpectColumn" not in held
    assert "column year; 20 rows are not so, such as 1900" in held and ways in held
    message = refused(run("accept", BAD.document_id, *WHY))
    assert "breaks rules that hold for every document" in message and "column year" in message
    message = refused(run("restore", BAD.document_id, "--later"))
    assert "is not withdrawn; it is held back by its suite" in message and ways in message


def test_a_failed_document_is_not_told_of_again_once_it_is_withdrawn(run: Run, loaded: Load) -> None:
    assert not loaded(FLOWS, [OLDER, BAD]).verdict.is_passed
    run("withdraw", BAD.document_id, *WHY)
    assert loaded(FLOWS, []).verdict.is_passed
    run("restore", BAD.document_id, "--later")
    assert loaded(FLOWS, []).verdict.rejected == [BAD.document_id]


def test_a_document_that_cannot_be_read_is_held_and_not_told_of_again_once_it_is_withdrawn(
    run: Run, loaded: Load
) -> None:
    from warehouse.errors import UnreadableError

    odd = arrival(FLOWS, BODY.replace(b"importer_iso,", b"buyer,"), key="flows", retrieved_at=SEEN_AT + timedelta(2))
    with pytest.raises(UnreadableError, match=f"Withdraw it: chokepoint withdraw {odd.document_id} --why REASON"):
        loaded(FLOWS, [OLDER, odd])
    (row,) = json.loads(run("documents", "--held", "--json").stdout)
    assert (row["document_id"], row["held_by"]) == (odd.document_id, "load")
    assert "came the header mineral,year,buyer" in row["reason"]
    run("withdraw", odd.document_id, *WHY)
    assert loaded(FLOWS, []).accounts.documents == 0


def test_a_revision_that_moves_far_is_accepted_and_passes(run: Run, loaded: Load) -> None:
    answer = json.loads(fixture(TRADE, "json"))
    scaled = json.dumps(
        answer
        | {
            "data": [
                row | {name: row[name] * 1000 for name in ("primaryValue", "cifvalue") if row[name] is not None}
                for row in answer["data"]
            ]
        }
    )
    scope = {"freq": ["A"], "reporter": ["392"], "flow": ["M"], "cmd": ["2805"], "period": ["2023"]}
    first = arrival(TRADE, json.dumps(answer).encode(), scope=scope)
    revised = arrival(TRADE, scaled.encode(), scope=scope, retrieved_at=SEEN_AT + timedelta(30))
    assert loaded(TRADE, [first]).verdict.is_passed
    assert loaded(TRADE, [revised]).verdict.rejected == [revised.document_id]
    said = run("accept", revised.document_id, *WHY).stdout
    assert "it passes with a finding that says so" in said
    verdict = loaded(TRADE, []).verdict
    assert verdict.is_passed and verdict.documents == 1
    assert states(run)[revised.document_id] == "serving"


def test_an_entry_stands_after_those_before_it_also_when_the_clock_was_set_back(tmp_path: Path) -> None:
    decisions, now = Decisions(tmp_path), datetime(2026, 11, 25, tzinfo=UTC)
    decisions.add(Decision("a", "s__t", "k", "withdraw", "person", now, "wrong"))
    restored = decisions.add(Decision("a", "s__t", "k", "restore", "person", now - timedelta(400), "right"))
    assert restored.decided_at == now + timedelta(microseconds=1)
    assert [one.action for one in decisions.all()] == ["withdraw", "restore"]
