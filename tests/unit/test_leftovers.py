"""What a killed process left behind is removed, and nothing of one that is still running."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.leftovers import clear_copies, clear_leftovers, is_running


@pytest.fixture(scope="module")
def ended() -> int:
    """The number of a process that is not running any more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    return process.pid


def written(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"half")
    return path


def test_half_written_documents_go_and_whole_ones_stay(tmp_path: Path) -> None:
    half = written(tmp_path / "landing" / "objects" / "ab" / ".abcdef.4711.tmp")
    whole = written(tmp_path / "landing" / "objects" / "ab" / "abcdef")
    clear_leftovers(landed=[tmp_path / "landing"], scratch=tmp_path / "scratch", published=[])
    assert (half.exists(), whole.exists()) == (False, True)


def test_scratch_files_go_and_so_do_the_scratch_folders_of_processes_that_ended(tmp_path: Path, ended: int) -> None:
    written(tmp_path / "abcdef.txt")
    written(tmp_path / f"rebuild-{ended}-x1" / "build.duckdb")
    written(tmp_path / f"rebuild-{os.getpid()}-x2" / "build.duckdb")
    live = written(tmp_path / f"rebuild-{os.getppid()}-x3" / "build.duckdb")
    clear_leftovers(landed=[], scratch=tmp_path, published=[])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [live]


def test_copies_of_processes_that_ended_go_with_their_logs(tmp_path: Path, ended: int) -> None:
    kept = {
        written(tmp_path / "chokepoint.duckdb"),
        written(tmp_path / f"chokepoint.next-{os.getppid()}.duckdb"),
        written(tmp_path / "notes.next-1.txt"),
    }
    written(tmp_path / f"chokepoint.next-{ended}.duckdb")
    written(tmp_path / f"chokepoint.next-{ended}.duckdb.wal")
    clear_copies(tmp_path)
    assert set(tmp_path.iterdir()) == kept


def test_folders_that_are_not_there_are_no_error(tmp_path: Path) -> None:
    clear_leftovers(landed=[tmp_path / "a"], scratch=tmp_path / "b", published=[tmp_path / "c"])
    assert not list(tmp_path.iterdir())


def test_a_process_of_another_user_counts_as_running(ended: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_running(os.getpid())
    assert not is_running(ended)

    def forbidden(process: int, signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", forbidden)
    assert is_running(ended)
