"""Readers of a warehouse that is published over and over, by publishers that are killed at random moments."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from reliability.builds import build, identity, publisher
from reliability.figures import Figures

from pipelines.settings import PROJECT_ROOT
from warehouse.publish import publish, served_build_id

PROMISE = {
    "key": "04_atomic_publish",
    "title": "Atomic publish",
    "claim": "Readers that query while builds are published, and while publishers are killed, see no error, no missing "
    "table, no mix of two builds and no older build after a newer one; nothing is left over.",
}
READERS = ("chokepoint", "duckdb", "chokepoint", "duckdb")


def test_readers_see_whole_builds_while_publishers_are_killed(tmp_path: Path) -> None:
    counts = measured(tmp_path, publishes=5, readers=READERS[:2])
    assert counts["publishes"] == 5
    assert counts["kills"] >= 1
    assert counts["reads"] >= 5
    assert faults(counts) == {}


@pytest.mark.reliability
def test_four_readers_see_whole_builds_during_fifty_publishes(tmp_path: Path, figures: Figures) -> None:
    counts = measured(tmp_path, publishes=50, readers=READERS)
    figures.counts.update({"readers": len(READERS), "torn": 0, "errors": 0, "went_back": 0, "left_over": 0})
    figures.counts.update(counts)
    assert counts["publishes"] >= 50
    assert counts["kills"] >= 25
    assert counts["reads"] >= 1000
    assert faults(counts) == {}


def measured(folder: Path, *, publishes: int, readers: tuple[str, ...]) -> Counter[str]:
    """Publish that many builds while readers read; before each, kill a publisher of it at a random moment."""
    chance = random.Random(4)
    served = folder / "data" / "chokepoint.duckdb"
    counts: Counter[str] = Counter()
    publish(build(folder / "build.duckdb", 0), served, identity(0))
    lasts = 0.2
    with reading(served, folder / "stop", readers, counts):
        for number in range(1, publishes + 1):
            build_file = build(folder / "build.duckdb", number)
            victim = publisher(build_file, served, number)
            time.sleep(chance.uniform(0, 1.1 * lasts))  # from before the copy is begun to after it is served
            victim.kill()
            victim.join()
            is_killed = victim.exitcode == -signal.SIGKILL
            counts["kills"] += is_killed
            counts["kills_after_the_swap"] += is_killed and served_build_id(served) == identity(number)
            counts["kills_that_left_a_copy"] += len(list(served.parent.iterdir())) > 1
            began = time.monotonic()
            undisturbed = publisher(build_file, served, number)
            undisturbed.join()
            lasts = time.monotonic() - began
            assert undisturbed.exitcode == 0
            assert served_build_id(served) == identity(number)
            counts["publishes"] += 1
            counts["left_over"] += len([path for path in served.parent.iterdir() if path != served])
    return counts


def faults(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in ("errors", "torn", "went_back", "left_over", "mute") if counts[name]}


@contextmanager
def reading(served: Path, stop: Path, readers: tuple[str, ...], counts: Counter[str]) -> Iterator[None]:
    """Have readers read for the block; what they found is added to the counts."""
    command = [sys.executable, str(Path(__file__).with_name("readers.py")), str(served), str(stop)]
    started = [
        subprocess.Popen([*command, how], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=PROJECT_ROOT)
        for how in readers
    ]
    try:
        yield
    finally:
        stop.touch()
        for reader in started:
            out, err = reader.communicate(timeout=60)
            sys.stderr.write(err)
            counts.update(json.loads(out) if out.strip() else {"mute": 1})
