"""The one opener of DuckDB files: what a reader may do, and how a file that cannot be opened is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from warehouse.errors import ChokepointError
from warehouse.store import connect, held_open, let_go


@pytest.fixture
def served(tmp_path: Path) -> Path:
    """A finished file with one table."""
    path = tmp_path / "served.duckdb"
    with connect(path) as con:
        con.execute("create table figure as select 1 as value")
    return path


def test_a_reader_sees_the_tables_with_times_in_utc(served: Path) -> None:
    with connect(served, read_only=True) as con:
        assert con.execute("select value, current_setting('timezone') from figure").fetchall() == [(1, "UTC")]


@pytest.mark.parametrize(
    "query",
    [
        "insert into figure values (2)",
        "delete from figure",
        "create table other (x integer)",
        "drop table figure",
        "comment on table figure is 'changed'",
    ],
)
def test_a_reader_cannot_change_the_file(served: Path, query: str) -> None:
    before = served.read_bytes()
    with connect(served, read_only=True) as con, pytest.raises(duckdb.InvalidInputException, match="read-only"):
        con.execute(query)
    assert served.read_bytes() == before


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from glob('/etc/*')",
        "copy figure to '{folder}/out.csv'",
        "export database '{folder}/out'",
        "attach '{folder}/other.duckdb'",
        "install httpfs",
        "load httpfs",
    ],
)
def test_a_reader_cannot_reach_outside_the_file(served: Path, tmp_path: Path, query: str) -> None:
    with connect(served, read_only=True) as con, pytest.raises(duckdb.PermissionException):
        con.execute(query.format(folder=tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["served.duckdb"]


@pytest.mark.parametrize("setting", ["enable_external_access = true", "lock_configuration = false"])
def test_a_reader_cannot_lift_its_own_limits(served: Path, setting: str) -> None:
    with connect(served, read_only=True) as con, pytest.raises(duckdb.InvalidInputException, match="locked"):
        con.execute(f"set {setting}")


def test_reading_a_warehouse_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with (
        pytest.raises(ChokepointError, match="chokepoint refresh --snapshot"),
        connect(tmp_path / "no", read_only=True),
    ):
        pass
    assert not (tmp_path / "no").exists()


def test_a_file_that_is_no_database_is_refused_in_one_message(tmp_path: Path) -> None:
    (tmp_path / "text.duckdb").write_text("not a database " * 1000)
    with (
        pytest.raises(ChokepointError, match=r"Cannot open .*text\.duckdb"),
        connect(tmp_path / "text.duckdb", read_only=True),
    ):
        pass


def open_elsewhere(served: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import sys; from pathlib import Path; from warehouse.store import connect\n"
         "with connect(Path(sys.argv[1]), read_only=True): pass", str(served)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_file_held_by_another_writer_is_refused_in_one_message(served: Path) -> None:
    with connect(served):
        opened = open_elsewhere(served)
    assert opened.returncode == 1
    assert "ChokepointError: Cannot open" in opened.stderr.splitlines()[-1]
    assert "Is another program writing to it?" in opened.stderr


def test_the_file_is_free_again_after_the_block(served: Path) -> None:
    with pytest.raises(ZeroDivisionError), connect(served):
        raise ZeroDivisionError
    with connect(served) as con:
        con.execute("insert into figure values (2)")
    assert not served.with_name("served.duckdb.wal").exists()


def test_a_file_that_is_held_open_is_shared_until_it_is_let_go(served: Path) -> None:
    with held_open(served):
        with connect(served) as con:
            con.execute("set variable mine = 1")
            con.execute("insert into figure values (2)")
        with connect(served, threads=1) as con:
            assert con.execute("select count(*), getvariable('mine') from figure").fetchall() == [(2, None)]
        assert open_elsewhere(served).returncode == 1
        let_go(served)
        assert open_elsewhere(served).returncode == 0
        with connect(served) as con:
            con.execute("insert into figure values (3)")
    assert open_elsewhere(served).returncode == 0
    assert not served.with_name("served.duckdb.wal").exists()
