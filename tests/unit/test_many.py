"""Many small documents in one transaction: what each comes out as alone, whatever stands beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from warehouses import SEEN_AT, arrival, fixture, rows_in

from pipelines.sources.comtrade import TRADE
from warehouse import many
from warehouse.errors import DataError, UnreadableError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts, load_pending, open_books
from warehouse.store import connect

BODY = fixture(TRADE, "json")
TABLES = ("comtrade__trade", "load", "quarantine", "exclusion", "unreadable")


def answer(change: Callable[[Any], object]) -> bytes:
    whole = json.loads(BODY)
    change(whole)
    return json.dumps(whole).encode()


def rows(change: Callable[[Any], object]) -> bytes:
    return answer(lambda whole: change(whole["data"]))


# A good answer, ones with rows that are quarantined or excluded, and ones of which nothing can be loaded.
BODIES = {
    "good": BODY,
    "revised": rows(lambda data: data[0].update(primaryValue=1.5)),
    "empty": answer(lambda whole: whole.update(count=0, data=[])),
    "not a number": rows(lambda data: data[1].update(period=None, primaryValue="n.a.")),
    "excluded": rows(lambda data: data[2].update(motCode=1000)),
    "of unknown origin": rows(lambda data: data[3].update(partnerCode=None)),
    "twice": rows(lambda data: data.__setitem__(4, data[5])),
    "unread field": rows(lambda data: data[6].update(newField=1)),
    "another count": answer(lambda whole: whole.update(count=7)),
    "without a field": rows(lambda data: data[0].pop("netWgt")),
    "an error": answer(lambda whole: whole.update(error="try again")),
    "two objects": BODY + BODY,
    "cut off": BODY[:-40],
    "no objects": b"  ",
    "no JSON": b"<html>",
    "not UTF-8": BODY.replace(b'"error"', b'"\xff"'),
}
UNREADABLE = {"another count", "without a field", "an error", "two objects", "cut off", "no objects", "no JSON"}


def land(landing: Landing, names: list[str], *, cap: int | None = 500) -> list[Arrival]:
    landed = [
        arrival(TRADE, BODIES[name], key=f"key-{place % 7}", row_cap=cap, retrieved_at=SEEN_AT + timedelta(place))
        for place, name in enumerate(names)
    ]
    for one in landed:
        landing.land(one)
    return landed


def contents(folder: Path) -> dict[str, list[Any]]:
    found = {table: rows_in(folder, f"select * from raw.{table} order by all") for table in TABLES}
    unreadable = [(*row[:-1], row[-1].replace(str(folder), "")) for row in found["unreadable"]]  # names the file
    return {**found, "unreadable": unreadable}


def load(folder: Path) -> Accounts:
    landing = Landing(folder / "landing")
    with connect(folder / "build.duckdb") as con:
        open_books(con, landing, TRADE.name)
        return load_pending(con, landing, TRADE.name, TRADE.encoding, folder / "scratch", is_strict=False)


@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    names=st.lists(st.sampled_from(sorted(BODIES)), min_size=2, max_size=9),
    most=st.integers(2, 20),
    order=st.randoms(use_true_random=False),
)
def test_together_they_come_out_as_one_by_one_in_any_order(
    names: list[str], most: int, order: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TemporaryDirectory() as alone, TemporaryDirectory() as together:
        landed = land(Landing(Path(together) / "landing"), names)
        monkeypatch.setattr(many, "MOST_DOCUMENTS", most)
        accounts = load(Path(together))
        monkeypatch.setattr(many, "MOST_DOCUMENTS", 1)
        order.shuffle(landed)
        one_by_one = Accounts()
        for arrived in landed:
            Landing(Path(alone) / "landing").land(arrived)
            one_by_one += load(Path(alone))
        assert accounts == one_by_one
        assert contents(Path(together)) == contents(Path(alone))


def test_each_is_accepted_or_refused_on_its_own(tmp_path: Path) -> None:
    names = sorted(BODIES)
    landed = dict(zip(names, land(Landing(tmp_path / "landing"), names), strict=True))
    accounts = load(tmp_path)
    refused = {document for (document,) in rows_in(tmp_path, "select document_id from raw.unreadable")}
    assert refused == {landed[name].document_id for name in UNREADABLE | {"not UTF-8"}}
    assert accounts.documents == len(names) - len(refused)
    assert accounts.read == accounts.accepted + accounts.quarantined + accounts.excluded
    assert accounts.quarantined >= 4
    assert accounts.excluded == 1
    loaded = rows_in(tmp_path, "select document_id, rows_read, rows_accepted from raw.load")
    assert {document for document, *_ in loaded} == {one.document_id for one in landed.values()} - refused
    whole = len(json.loads(BODY)["data"])
    assert (landed["good"].document_id, whole, whole) in loaded
    assert (landed["empty"].document_id, 0, 0) in loaded


def test_the_cap_is_each_documents_own(tmp_path: Path) -> None:
    landing, cap = Landing(tmp_path / "landing"), len(json.loads(BODY)["data"])
    for key, row_cap in (("capped", cap), ("below", cap + 1), ("without", None)):
        landing.land(arrival(TRADE, BODY, key=key, row_cap=row_cap))
    assert load(tmp_path).documents == 2
    ((reason,),) = rows_in(tmp_path, "select reason from raw.unreadable")
    assert f"truncated: {cap} rows" in reason


def test_the_same_bytes_under_two_keys_are_two_documents(tmp_path: Path) -> None:
    landing = Landing(tmp_path / "landing")
    for key in ("one", "other"):
        landing.land(arrival(TRADE, BODY, key=key))
    whole = len(json.loads(BODY)["data"])
    assert load(tmp_path) == Accounts(documents=2, read=2 * whole, accepted=2 * whole)


def test_bytes_that_changed_are_told_after_those_before_them_are_loaded(tmp_path: Path) -> None:
    landing = Landing(tmp_path / "landing")
    good = land(landing, ["good", "revised", "excluded"])
    landing.object_path(good[2].sha256).write_bytes(b"{}")
    with pytest.raises(DataError, match="bytes with SHA-256"):
        load(tmp_path)
    assert len(rows_in(tmp_path, "select * from raw.load")) == 2


def test_a_strict_load_names_the_refused_one_after_the_others_are_loaded(tmp_path: Path) -> None:
    landing = Landing(tmp_path / "landing")
    land(landing, ["good", "cut off", "revised"])
    with connect(tmp_path / "build.duckdb") as con:
        open_books(con, landing, TRADE.name)
        with pytest.raises(UnreadableError, match="chokepoint withdraw"):
            load_pending(con, landing, TRADE.name, TRADE.encoding, tmp_path / "scratch")
    assert len(rows_in(tmp_path, "select * from raw.load")) == 2


def test_a_load_that_breaks_off_in_a_batch_leaves_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(Landing(tmp_path / "landing"), ["good", "revised", "excluded", "twice"])
    calls, whole = count(), many._load

    def breaking(*arguments: Any) -> dict[str, Accounts]:
        done = whole(*arguments)
        if next(calls):
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(many, "MOST_DOCUMENTS", 2)
    monkeypatch.setattr(many, "_load", breaking)
    with pytest.raises(KeyboardInterrupt):
        load(tmp_path)
    held = rows_in(tmp_path, "select document_id from raw.load order by all")
    assert len(held) == 2
    assert rows_in(tmp_path, "select distinct document_id from raw.comtrade__trade order by all") == held
