"""What was known when: of every key the newest answer that passed, at any time, however its answers came in."""

from __future__ import annotations

from pathlib import Path

import pytest
from histories import Decided, Seen, current, expected, histories, sightings_view
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.fixture(scope="module")
def view(snapshot_warehouse: Path) -> str:
    return sightings_view(snapshot_warehouse / "build.duckdb")


@settings(max_examples=20)
@given(histories(st.sampled_from([b"1", b"2", b"3"])), st.integers(0, 41), st.sets(st.sampled_from([b"1", b"2"])))
def test_the_newest_answer_that_passed_is_current_at_any_time(
    view: str, history: list[Seen], as_of: int, failed: set[bytes]
) -> None:
    history.sort()
    assert current(view, history + history, as_of, failed) == expected(history, as_of, failed)


@settings(max_examples=20)
@given(st.data(), histories(st.binary(min_size=1, max_size=2)), st.integers(0, 41))
def test_different_answers_give_the_same_in_whatever_order_they_come(
    view: str, data: st.DataObject, history: list[Seen], as_of: int
) -> None:
    distinct = list({body: (hours, key, body) for hours, key, body in history}.values())
    shuffled = data.draw(st.permutations(distinct))
    assert current(view, shuffled, as_of, set()) == expected(distinct, as_of, set())


BODIES = st.sampled_from([b"1", b"2", b"3"])
DECISIONS = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from(["a", "b"]), BODIES, st.booleans()),
    max_size=6,
    unique_by=lambda one: one[:3],
)


@settings(max_examples=30)
@given(histories(BODIES), DECISIONS, st.integers(0, 41))
def test_a_document_counts_at_any_time_unless_it_was_withdrawn_by_then_and_not_restored(
    view: str, history: list[Seen], decided: list[Decided], as_of: int
) -> None:
    history.sort()
    assert current(view, history, as_of, set(), sorted(decided)) == expected(history, as_of, set(), decided)
