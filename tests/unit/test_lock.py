"""One writer at a time, by the operating system's lock, with the name of who holds it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.lock import writer_lock
from warehouse.errors import ChokepointError

HOLD = """
import sys
from pathlib import Path
from pipelines.lock import writer_lock
with writer_lock(Path(sys.argv[1]), "run 4711"):
    print("held", flush=True)
    sys.stdin.read()
"""


def other_process(folder: Path) -> subprocess.Popen[str]:
    """A process that holds the lock until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout and process.stdout.readline() == "held\n"
    return process


def test_a_second_writer_is_told_who_holds_the_lock_and_since_when(tmp_path: Path) -> None:
    with (
        other_process(tmp_path) as holder,
        pytest.raises(ChokepointError) as caught,
        writer_lock(tmp_path, "run 2"),
    ):
        pass
    assert f"run 4711, process {holder.pid}, since 20" in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_the_lock_is_free_after_the_block_also_when_it_failed(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), writer_lock(tmp_path, "run 1"):
        raise ZeroDivisionError
    with writer_lock(tmp_path, "run 2"):
        assert f"run 2, process {os.getpid()}" in (tmp_path / "writer.txt").read_text()
    assert not (tmp_path / "writer.txt").exists()


def test_a_holder_that_was_killed_leaves_the_lock_free(tmp_path: Path) -> None:
    with other_process(tmp_path) as holder:
        holder.kill()
        holder.wait()
        assert (tmp_path / "writer.txt").exists()
        with writer_lock(tmp_path, "run 2"):
            assert (tmp_path / "writer.txt").read_text().startswith("run 2, ")


def test_two_data_folders_have_a_writer_each(tmp_path: Path) -> None:
    with writer_lock(tmp_path / "a", "run 1"), writer_lock(tmp_path / "b", "run 2"):
        assert (tmp_path / "a" / "writer.txt").exists() and (tmp_path / "b" / "writer.txt").exists()
