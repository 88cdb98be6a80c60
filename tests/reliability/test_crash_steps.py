"""A refresh that is killed at each of its steps: what is served stays whole, and the next refresh completes."""

from __future__ import annotations

from pathlib import Path

import pytest
from reliability.figures import Figures
from reliability.refreshes import Moment, die, kill_children, refresh
from reliability.small_world import FIRST, SmallWorld, edition, left_over

from warehouse.scratch import contents

PROMISE = {
    "key": "05_crash_steps",
    "title": "Crash safety: a kill at every step of a refresh",
    "claim": "After SIGKILL at any step, what is served is one whole build, and the next refresh completes and "
    "publishes what an undisturbed one would have.",
}
DBT_KILLED = "dbt killed, the refresh alive"
MOMENTS = {
    "before anything is brought": Moment("at", "raw__eu_criticality__eu_supply"),
    "a landed document half written": Moment("before", "os:fsync", 1),
    "a landed document without its catalogue entry": Moment("before", "os:fsync", 2),
    "a catalogue entry half written": Moment("before", "os:fsync", 3),
    "landed, not loaded": Moment("after", "warehouse.landing:Landing.land", 3),
    "sightings noted": Moment("after", "warehouse.load:open_books", 3),
    "rows moved, transaction open": Moment("after", "warehouse.document:_book", 1),
    "loaded, file not closed": Moment("after", "warehouse.load:load_pending", 3),
    "before the verdict is booked": Moment("before", "warehouse.validation:book", 1),
    "the verdict booked": Moment("after", "warehouse.validation:book", 1),
    "the attempt noted": Moment("after", "warehouse.outcomes:Outcomes.note", 2),
    "before dbt": Moment("at", "dbt_models"),
    "dbt at its seeds": Moment("at", "seeds/eu_criticality_corrections"),
    "dbt at a staging view": Moment("at", "staging/stg_eu_criticality__use"),
    "dbt at a mart": Moment("at", "reference/eu_end_use"),
    DBT_KILLED: Moment("at", "seeds/eu_criticality_corrections"),
    "before publishing": Moment("before", "warehouse.publish:publish"),
    "tables being copied": Moment("before", "warehouse.publish:sections", 3),
    "the copy written, not closed off": Moment("before", "warehouse.publish:swap_in"),
    "the copy closed off, not swapped in": Moment("after", "warehouse.publish:flush", 1),
    "swapped in, not flushed to disk": Moment("before", "warehouse.publish:flush", 2),
    "swapped in, told": Moment("at", "published/chokepoint"),
}


@pytest.mark.slow
def test_a_refresh_that_was_killed_twice_is_completed_by_the_next(snapshot_warehouse: Path, tmp_path: Path) -> None:
    data, bundle = tmp_path / "data", edition(tmp_path / "bundle", FIRST)
    for name in ("landed, not loaded", "rows moved, transaction open"):
        assert refresh(data, bundle, moment=MOMENTS[name]).is_killed
        assert left_over(data) != []
    assert refresh(data, bundle).is_success
    assert left_over(data) == []
    completed, undisturbed = contents(data / "chokepoint.duckdb"), contents(snapshot_warehouse / "chokepoint.duckdb")
    same = ("reference.eu_criticality_score", "reference.eu_end_use", "production.eu_supply_share")
    assert {table: completed[table] for table in same} == {table: undisturbed[table] for table in same}


@pytest.mark.reliability
@pytest.mark.parametrize("name", MOMENTS)
def test_the_next_refresh_completes(small_world: SmallWorld, name: str, figures: Figures) -> None:
    data = small_world.start_again()
    ended = refresh(data, small_world.second, moment=MOMENTS[name], act=kill_children if name == DBT_KILLED else die)
    assert ended.is_killed or (name == DBT_KILLED and ended.exit_code is not None and not ended.is_success), ended
    served = small_world.served()
    assert served in (small_world.before, small_world.after)
    left = small_world.left_over()

    after = refresh(data, small_world.second)
    assert after.is_success, after
    assert small_world.served() == small_world.after
    assert small_world.left_over() == []
    figures.counts.update({"kills": 1, "completed_by_the_next_refresh": 1, "identical_to_an_undisturbed_refresh": 1})
    figures.row(
        "Kills",
        moment=name,
        point=str(MOMENTS[name]),
        served_then="the new build" if served == small_world.after else "the old build",
        left_over=", ".join(left) or "nothing",
        next_refresh="identical",
    )


@pytest.mark.reliability
def test_refreshes_killed_one_after_another_come_to_an_end(small_world: SmallWorld, figures: Figures) -> None:
    """A crash loop: each refresh begins with what the one before left, and is killed some steps later."""
    data = small_world.start_again()
    steps = list(dict.fromkeys(small_world.steps))
    for step in steps[::4]:
        killed = refresh(data, small_world.second, moment=Moment("at", step))
        assert killed.is_killed or killed.is_success, (step, killed)
        assert small_world.served() in (small_world.before, small_world.after)
        figures.counts["kills_in_a_loop"] += killed.is_killed
    assert refresh(data, small_world.second).is_success
    assert small_world.served() == small_world.after
    assert small_world.left_over() == []
