"""One writer at a time, by the operating system's lock, with the name of who holds it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from warehouses import holding

from pipelines.runs.lock import is_held, writer_lock
from warehouse.errors import ChokepointError


def test_a_second_writer_is_told_who_holds_the_lock_and_since_when(tmp_path: Path) -> None:
    with (
        holding(tmp_path) as holder,
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
    with holding(tmp_path) as holder:
        holder.kill()
        holder.wait()
        assert (tmp_path / "writer.txt").exists()
        with writer_lock(tmp_path, "run 2"):
            assert (tmp_path / "writer.txt").read_text().startswith("run 2, ")


def test_two_data_folders_have_a_writer_each(tmp_path: Path) -> None:
    with writer_lock(tmp_path / "a", "run 1"), writer_lock(tmp_path / "b", "run 2"):
        assert (tmp_path / "a" / "writer.txt").exists() and (tmp_path / "b" / "writer.txt").exists()


def test_a_block_inside_the_block_is_the_same_writer(tmp_path: Path) -> None:
    with writer_lock(tmp_path, "refresh"):
        with writer_lock(tmp_path, "run 1"):
            assert (tmp_path / "writer.txt").read_text().startswith("refresh, ")
        assert is_held(tmp_path) and (tmp_path / "writer.txt").exists()
    assert not is_held(tmp_path)
