"""What a new vintage is compared with: swaps and scales are held back, revisions pass, whatever came first."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from warehouses import SEEN_AT, Load, Loaded, arrival, fixture, rows_in

from expectations import run
from expectations.cells import of as cells_of
from expectations.suites.comtrade__trade import DRIFT
from pipelines.sources.comtrade import TRADE
from pipelines.sources.comtrade_mineral_series import FLOWS
from warehouse.decisions import Decision, Decisions
from warehouse.landing import Arrival
from warehouse.validation import Before, note_drift

ANSWER = json.loads(fixture(TRADE, "json"))
SCOPE = {"freq": ["A"], "reporter": ["392"], "flow": ["M"], "cmd": ["2805"], "period": ["2023"]}
LARGEST, SMALL = 156, 276
PAIRS = fixture(FLOWS, "csv").decode()


def times(factor: float, *partners: int, fields: tuple[str, ...] = ("primaryValue", "cifvalue")) -> bytes:
    """The answer with the figures of these partners, or of all, multiplied and World adjusted."""
    rows = [dict(row) for row in ANSWER["data"]]
    others = [row for row in rows if row["partnerCode"] != 0]
    for row in others:
        if row["partnerCode"] in partners or not partners:
            row.update({field: round(row[field] * factor, 3) for field in fields})
    (world,) = [row for row in rows if row["partnerCode"] == 0]
    world.update({field: round(sum(row[field] for row in others), 3) for field in fields})
    return json.dumps({**ANSWER, "data": rows}).encode()


def swapped(one: int, other: int) -> bytes:
    codes = {one: other, other: one}
    rows = [{**row, "partnerCode": codes.get(row["partnerCode"], row["partnerCode"])} for row in ANSWER["data"]]
    return json.dumps({**ANSWER, "data": rows}).encode()


def vintage(body: bytes, days: int) -> Arrival:
    return arrival(TRADE, body, key="A-392-M-2805-2023", scope=SCOPE, retrieved_at=SEEN_AT + timedelta(days=days))


GOOD = times(1)


def after(loaded: Load, body: bytes) -> Loaded:
    """The good answer, passed, then this one."""
    assert loaded(TRADE, [vintage(GOOD, 0)]).verdict.is_passed
    return loaded(TRADE, [vintage(body, 30)])


def noted(warehouse: Loaded) -> set[Any]:
    return set(warehouse.rows("select rule, member from raw.drift where rule <> 'unit value'"))


def moved(loaded: Load, body: bytes) -> set[Any]:
    """What is noted of this answer beside the good one: the rule, the member, and whether it is held back."""
    before, later = vintage(GOOD, 0), vintage(body, 30)
    warehouse = loaded(TRADE, [before, later])
    pairs = {later.document_id: Before(before.document_id)}
    note_drift(warehouse.build_file, TRADE.name, pairs, [], DRIFT.queries(TRADE.name))
    return {(rule, member, DRIFT.rules()[rule][1]) for rule, member in noted(warehouse)}


def test_the_first_document_of_a_key_has_nothing_to_be_compared_with(loaded: Load, tmp_path: Path) -> None:
    assert loaded(TRADE, [vintage(times(1000), 0)]).verdict.is_passed
    assert rows_in(tmp_path, "select compared_with from raw.comparison") == [(None,)]


def test_a_thousandfold_answer_is_held_back_with_what_it_was_compared_with(loaded: Load) -> None:
    warehouse = after(loaded, times(1000))
    assert not warehouse.verdict.is_passed
    assert "no total moves by more than 2 times from the vintage before" in str(warehouse.verdict)
    assert "amount_before" in str(warehouse.verdict), "the figures are told, not only that there are some"
    first, second = (vintage(GOOD, 0).document_id, vintage(times(1000), 30).document_id)
    assert warehouse.rows("select document_id, compared_with from raw.comparison where compared_with is not null") == [
        (second, first)
    ]


def test_a_large_partner_may_not_move_threefold_and_a_small_one_is_told_of(loaded: Load) -> None:
    assert ("member", str(LARGEST), True) in moved(loaded, times(0.2, LARGEST))


def test_a_small_partner_that_moves_is_told_of_and_passes(loaded: Load) -> None:
    warehouse = after(loaded, times(3.5, SMALL))
    assert warehouse.verdict.is_passed
    assert noted(warehouse) == {("unusual", str(SMALL))}
    (told,) = [finding for finding in warehouse.verdict.findings if not finding.is_passed]
    assert told.is_warning and told.unexpected_rows == 1 and f"member {SMALL}" in told.examples[0]


def test_an_ordinary_revision_passes_without_a_word(loaded: Load) -> None:
    assert moved(loaded, times(1.1, LARGEST)) == set()


def test_figures_that_all_move_by_one_factor_are_told_of(loaded: Load) -> None:
    assert moved(loaded, times(0.93)) == {("scaled", "", False)}


def test_two_partners_that_exchange_their_figures_are_held_back_however_small(loaded: Load) -> None:
    assert ("exchange", "40", True) in moved(loaded, swapped(40, 826))


def test_weights_that_end_are_held_back(loaded: Load) -> None:
    found = moved(loaded, times(0, fields=("netWgt", "qty")))
    assert ("total", "", True) in found and ("member", str(LARGEST), True) in found


def test_weights_that_begin_are_not_held_back(loaded: Load) -> None:
    before, later = vintage(times(0, fields=("netWgt", "qty")), 0), vintage(GOOD, 30)
    warehouse = loaded(TRADE, [before, later])
    pairs = {later.document_id: Before(before.document_id)}
    note_drift(warehouse.build_file, TRADE.name, pairs, [], DRIFT.queries(TRADE.name))
    assert not [rule for rule, _ in noted(warehouse) if DRIFT.rules()[rule][1]]


def test_a_revision_that_is_accepted_by_name_passes_and_is_told_of(loaded: Load, tmp_path: Path) -> None:
    revised = vintage(times(1000), 30)
    assert not after(loaded, times(1000)).verdict.is_passed
    decisions = Decisions(tmp_path / "landing")
    decisions.add(Decision(revised.document_id, TRADE.name, revised.key, "accept", "person", SEEN_AT, "they say so"))
    warehouse = loaded(TRADE, [])
    assert warehouse.verdict.is_passed
    assert {rule for rule, _ in noted(warehouse)} >= {"accepted"}
    assert warehouse.rows("select count(*) from raw.validation where not is_passed") == [(0,)]


def test_what_follows_a_rejected_vintage_is_compared_with_the_last_good_one(loaded: Load) -> None:
    after(loaded, times(1000)).verdict  # noqa: B018
    warehouse = loaded(TRADE, [vintage(times(1.01), 60)])
    assert warehouse.verdict.is_passed
    assert warehouse.rows(
        f"select compared_with from raw.comparison where document_id = '{vintage(times(1.01), 60).document_id}'"
    ) == [(vintage(GOOD, 0).document_id,)]


@pytest.mark.parametrize("order", [(1, 0, 2), (2, 1, 0)], ids=str)
def test_the_verdicts_are_the_same_in_whatever_order_the_vintages_come(
    loaded: Load, tmp_path: Path, order: tuple[int, ...]
) -> None:
    vintages = [vintage(GOOD, 0), vintage(times(1000), 30), vintage(times(1.01), 60)]
    for place in order:
        loaded(TRADE, [vintages[place]]).verdict  # noqa: B018
    assert rows_in(
        tmp_path,
        "select v.is_passed, c.compared_with from raw.validation as v "
        "inner join raw.comparison as c on v.document_id = c.document_id "
        "inner join raw.sighting as s on v.document_id = s.document_id order by s.retrieved_at",
    ) == [(True, None), (False, vintages[0].document_id), (True, vintages[0].document_id)]


def test_vintages_that_come_together_are_judged_from_the_oldest_on(loaded: Load) -> None:
    verdict = loaded(TRADE, [vintage(times(1000), 30), vintage(GOOD, 0)]).verdict
    assert (verdict.documents, verdict.rejected) == (2, [vintage(times(1000), 30).document_id])


def test_every_declaration_runs_on_its_raw_table(tmp_path: Path, loaded: Load) -> None:
    """Also where nothing of a source is bundled: the query binds to the columns that the table has."""
    warehouse = loaded(FLOWS, [])
    suites = Path(run.__file__).parent / "suites"
    declared = []
    for path in sorted(suites.glob("*__*.py")):
        module = __import__(f"expectations.suites.{path.stem}", fromlist=["DRIFT"])
        if declaration := getattr(module, "DRIFT", None):
            cells = cells_of(path.stem)
            note_drift(
                warehouse.build_file,
                path.stem,
                {"a": Before("b", ("c",))},
                [],
                declaration.queries(path.stem, cells),
                cells.queries(f"raw.{path.stem}") if cells else None,
            )
            declared.append(path.stem)
    assert {"comtrade__trade", "us_census__trade", "eurostat_comext__trade", "usgs__mcs_long"} <= set(declared)


def test_a_page_of_an_answer_is_compared_in_the_rows_that_both_have(
    loaded: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    from expectations.suites import comtrade_mineral_series__flows as suite

    head, *pairs = PAIRS.splitlines(keepends=True)
    half = "".join([head, *pairs[len(pairs) // 2 :]])

    def judged(key: str) -> bool:
        for days, body in enumerate((PAIRS, half)):
            warehouse = loaded(FLOWS, [arrival(FLOWS, body.encode(), key=key, retrieved_at=SEEN_AT + timedelta(days))])
            verdict = warehouse.verdict
        return verdict.is_passed

    assert not judged("whole")
    monkeypatch.setattr(suite, "DRIFT", replace(suite.DRIFT, part="true"))
    assert judged("page")
