"""Disks that are full or read-only, clocks that jump back, and two refreshes at once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from reliability.disturbances import BALLAST, fill_disk, limit_files, obey_permissions, set_clock_back, wait_while
from reliability.figures import Figures
from reliability.refreshes import Ended, Moment, refresh
from reliability.small_world import SOURCE, SmallWorld
from warehouses import chokepoint

pytestmark = pytest.mark.reliability
PROMISE = {
    "key": "05_faults",
    "title": "Fault safety: the disk, the clock, a second refresh",
    "claim": "A full or read-only disk and a second refresh end with a clear message and leave what is served as it "
    "was; the next refresh completes. A clock that jumps back disturbs nothing. What is published then is what an "
    "undisturbed refresh would have.",
}
MIB = 1 << 20
BEGINNING = Moment("before", "pipelines.runs.instance:prepare_instance")
LANDING = Moment("before", "warehouse.landing:write_atomically")
LOADING = Moment("before", "warehouse.load:load_pending")
BUILDING = Moment("at", "seeds/eu_criticality_corrections")
PUBLISHING = Moment("before", "warehouse.publish:publish")
NO_SPACE = ("No space left on device", "disk is full", "File too large", "disk I/O error")
NO_PERMISSION = ("Permission denied", "readonly database", "unable to open database file")


@pytest.mark.parametrize("moment", [LOADING, BUILDING, PUBLISHING], ids=str)
def test_a_disk_that_takes_no_more_ends_the_refresh(small_world: SmallWorld, moment: Moment, figures: Figures) -> None:
    data = small_world.start_again()
    ended = refresh(data, small_world.second, moment=moment, act=partial(limit_files, MIB))
    told = broken_off(small_world, ended, NO_SPACE)
    completed(small_world, figures, "files limited to 1 MiB", moment, told)


@pytest.mark.parametrize("moment", [LANDING, LOADING, BUILDING, PUBLISHING], ids=str)
def test_a_full_disk_ends_the_refresh(small_world: SmallWorld, moment: Moment, figures: Figures) -> None:
    """A disk of its own, really full; needs the right to mount one, which the test above does not."""
    with small_disk(small_world.data) as is_mounted:
        if not is_mounted:
            figures.row(
                "Faults", fault="full disk", moment=str(moment), message="not measured: needs the right to mount"
            )
            pytest.skip("mounting a small disk needs root; the test of limited files stands in")
        data = small_world.start_again()
        ended = refresh(data, small_world.second, moment=moment, act=partial(fill_disk, data))
        told = broken_off(small_world, ended, NO_SPACE)
        (data / BALLAST).unlink()
        completed(small_world, figures, "full disk", moment, told)


@pytest.mark.parametrize("folder", [".", "landing", "outcomes", "dagster"])
def test_a_folder_that_may_not_be_written_to_ends_the_refresh(
    small_world: SmallWorld, folder: str, figures: Figures
) -> None:
    data = small_world.start_again()
    with read_only(data / folder):
        ended = refresh(data, small_world.second, moment=BEGINNING, act=obey_permissions)
        told = broken_off(small_world, ended, NO_PERMISSION)
    completed(small_world, figures, f"read-only folder {'data' if folder == '.' else folder}", BEGINNING, told)


@pytest.mark.parametrize("moment", [BEGINNING, BUILDING, PUBLISHING], ids=str)
def test_a_clock_that_jumps_back_disturbs_nothing(small_world: SmallWorld, moment: Moment, figures: Figures) -> None:
    data = small_world.start_again()
    ended = refresh(data, small_world.second, moment=moment, act=partial(set_clock_back, 400))
    assert ended.is_success, ended
    assert small_world.served() == small_world.after
    completed(small_world, figures, "clock back by 400 days", moment, "none: it completes")


def test_a_second_refresh_says_who_holds_the_lock_and_the_first_completes(
    small_world: SmallWorld, figures: Figures
) -> None:
    data = small_world.start_again()
    held = data.parent / "held"
    first: list[Ended] = []
    held.touch()
    background = Thread(
        target=lambda: first.append(
            refresh(data, small_world.second, moment=Moment("at", "dbt_models"), act=partial(wait_while, held))
        )
    )
    background.start()
    try:
        note = data / "writer.txt"
        while not note.exists() or not note.read_text():
            assert background.is_alive(), first
            time.sleep(0.05)
        holder = note.read_text().split(", since ")[0]
        second = chokepoint(
            data, "refresh", "--snapshot", "--source", SOURCE, CHOKEPOINT_SNAPSHOT_DIR=str(small_world.second)
        )
    finally:
        held.unlink()
        background.join()
    assert second.returncode == 1
    assert second.stderr.startswith(f"Another refresh is writing to {data}: {holder}, since "), second
    assert len(second.stderr.splitlines()) == 1
    assert first[0].is_success, first
    assert small_world.served() == small_world.after
    completed(small_world, figures, "a second refresh", Moment("at", "dbt_models"), second.stderr.strip())


def broken_off(small_world: SmallWorld, ended: Ended, causes: tuple[str, ...]) -> str:
    """What a person is told: in few lines the cause, and never a traceback. What is served is as it was."""
    assert ended.error is None, ended.error
    assert ended.exit_code == 0 and ended.outcome is not None, ended
    assert not ended.outcome["is_success"], ended.outcome
    told = "\n".join(ended.outcome["problems"])
    assert any(cause in told for cause in causes), told
    assert "Traceback" not in told
    assert small_world.served() == small_world.before
    return told


def completed(small_world: SmallWorld, figures: Figures, fault: str, moment: Moment, told: str) -> None:
    """The next refresh, undisturbed, publishes what it would have without the fault before it."""
    assert refresh(small_world.data, small_world.second).is_success
    assert small_world.served() == small_world.after
    assert small_world.left_over() == []
    figures.counts.update({"faults": 1, "completed_by_the_next_refresh": 1, "identical_to_an_undisturbed_refresh": 1})
    shown = told.replace(str(small_world.data), "DATA").splitlines()[0]
    figures.row("Faults", fault=fault, moment=str(moment), message=shown, next_refresh="identical")


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A disk of 96 MiB in the place of a folder, where this machine lets it be mounted."""
    command = ["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(folder)]
    is_mounted = sys.platform == "linux" and os.geteuid() == 0 and not subprocess.run(command, check=False).returncode
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder whose permissions let nobody write, in it or below."""
    paths = [folder, *folder.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(modes[path] & ~0o222)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
