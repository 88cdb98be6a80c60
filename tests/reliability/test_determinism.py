"""The same documents give the same figures, for any number of threads and in whatever order they came."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from histories import Seen, current, expected, histories, sightings_view
from hypothesis import given, settings
from hypothesis import strategies as st
from reliability.figures import Figures
from reliability.refreshes import refresh
from warehouses import BUNDLED

from pipelines.sources.registry import datasets
from warehouse import snapshot
from warehouse.landing import Landing
from warehouse.scratch import contents
from warehouse.store import connect

PROMISE = {
    "key": "07_determinism",
    "title": "Vintages and determinism",
    "claim": "The same documents give identical marts (rows and a sum over their hashes, table by table) for 1, 2 and "
    "4 threads, in whatever order they landed and however often; and at any time the newest answer that passed.",
}
THREADS = (1, 2, 4)
HISTORIES = 200


@pytest.mark.slow
def test_every_model_gives_the_same_rows_for_1_2_and_4_threads(snapshot_warehouse: Path) -> None:
    models = compiled_models(snapshot_warehouse.parent)
    found = {threads: rows_of_models(snapshot_warehouse / "build.duckdb", models, threads) for threads in THREADS}
    assert len(models) >= 50
    assert sum(rows for rows, _ in found[1].values()) > 10_000
    assert found[1] == found[2] == found[4]


def compiled_models(folder: Path) -> dict[str, str]:
    """The query of each model, as the refresh compiled it."""
    files = [path for path in folder.glob("target/dbt_models-*/compiled/*/models/**/*.sql") if path.parent.suffix == ""]
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(files)}


def rows_of_models(build_file: Path, models: dict[str, str], threads: int) -> dict[str, tuple[int, int]]:
    with connect(build_file, read_only=True, threads=threads) as con:
        return {
            name: con.execute(
                f"select count(*), coalesce(sum(cast(hash(t) as hugeint)), 0) from ({query}\n) as t"
            ).fetchone()
            or (0, 0)
            for name, query in models.items()
        }


@pytest.mark.reliability
@pytest.mark.parametrize("threads", THREADS)
def test_the_whole_snapshot_gives_the_same_marts_in_any_order(
    snapshot_warehouse: Path, tmp_path: Path, threads: int, figures: Figures
) -> None:
    """Landed shuffled, a third of the documents twice, and built with other numbers of threads."""
    data = tmp_path / "data"
    landed = land_shuffled(data / "landing", seed=threads)
    ended = refresh(
        data, BUNDLED, source=None, mode="landed", marts=(), environment={"CHOKEPOINT_THREADS": str(threads)}
    )
    assert ended.is_success, ended
    found, usual = contents(data / "chokepoint.duckdb"), contents(snapshot_warehouse / "chokepoint.duckdb")
    assert found == usual
    figures.counts.update({"orders_of_the_snapshot_tried": 1})
    figures.row(
        "The snapshot built anew",
        threads=threads,
        documents_landed=landed,
        tables=len(found),
        rows=sum(rows for rows, _ in found.values()),
        hash_of_all=f"{sum(total for _, total in found.values()) % 16**16:016x}",
        result="identical",
    )


def land_shuffled(folder: Path, seed: int) -> int:
    """Land the bundled documents in an order by chance, a third of them again; how often something was landed."""
    chance = random.Random(seed)
    arrivals = list(chain.from_iterable(snapshot.arrivals(BUNDLED, name, None) for name in datasets()))
    arrivals += [replace(arrival) for arrival in chance.sample(arrivals, len(arrivals) // 3)]
    chance.shuffle(arrivals)
    landing = Landing(folder)
    for arrival in arrivals:
        landing.land(arrival)
    return len(arrivals)


@pytest.mark.reliability
def test_histories_give_the_same_answers_in_whatever_order_they_come(
    snapshot_warehouse: Path, figures: Figures
) -> None:
    view = sightings_view(snapshot_warehouse / "build.duckdb")

    @settings(max_examples=HISTORIES)
    @given(st.data(), histories(st.binary(min_size=1, max_size=2)), st.integers(0, 41))
    def in_any_order(data: st.DataObject, history: list[Seen], as_of: int) -> None:
        distinct = list({body: (hours, key, body) for hours, key, body in history}.values())
        shuffled = data.draw(st.permutations(distinct))
        assert current(view, shuffled, as_of, set()) == expected(distinct, as_of, set())
        figures.counts.update({"orders_of_a_history_tried": 1, "answers_in_them": len(distinct)})

    @settings(max_examples=HISTORIES)
    @given(histories(st.sampled_from([b"1", b"2", b"3"])), st.integers(0, 41), st.sets(st.sampled_from([b"1", b"2"])))
    def landed_twice(history: list[Seen], as_of: int, failed: set[bytes]) -> None:
        history.sort()
        assert current(view, history + history, as_of, failed) == expected(history, as_of, failed)
        figures.counts.update({"histories_landed_twice_tried": 1})

    in_any_order()
    landed_twice()
