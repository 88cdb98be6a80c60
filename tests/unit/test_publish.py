"""The publish step: a whole file swapped in by one rename, and the old one until then."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from warehouse import publish as publisher
from warehouse.errors import ChokepointError
from warehouse.publish import publish, served_build_id, swap_in
from warehouse.store import connect


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A build file with a finished table, one of another room, and the documents they rest on."""
    path = tmp_path / "build.duckdb"
    with connect(path) as con:
        for schema in ("dependence", "provenance", "staging", "raw"):
            con.execute(f"create schema {schema}")
        con.execute("create table dependence.share as select * from (values ('b', 2), ('a', 1)) as v (code, value)")
        con.execute("comment on table dependence.share is 'Publisher''s shares'")
        con.execute("comment on column dependence.share.value is 'in ''t''; never 0'")
        con.execute("create table provenance.document as select 'd1' as document_id")
        con.execute("create table raw.figure as select 1 as value")
        con.execute("create view staging.figure as select * from raw.figure")
    return path


@pytest.fixture
def serving(tmp_path: Path) -> Path:
    return tmp_path / "served" / "chokepoint.duckdb"


def ended_process() -> int:
    """The number of a process that is not running any more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        return process.pid


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with connect(path, read_only=True) as con:
        return con.execute(query).fetchall()


def test_the_finished_tables_are_served_and_nothing_else(build: Path, serving: Path) -> None:
    published = publish(build, serving, "0123456789abcdef")
    assert published.tables == {"dependence.share": 2, "provenance.document": 1}
    assert rows(serving, "select schema_name || '.' || table_name from duckdb_tables() order by all") == [
        ("dependence.share",), ("provenance.build",), ("provenance.document",),
    ]  # fmt: skip
    assert rows(serving, "select code, value from dependence.share") == [("a", 1), ("b", 2)]


def test_comments_reach_the_served_file_with_their_quotes(build: Path, serving: Path) -> None:
    publish(build, serving, "0123456789abcdef")
    assert rows(serving, "select comment from duckdb_tables() where table_name = 'share'") == [("Publisher's shares",)]
    assert rows(serving, "select comment from duckdb_columns() where column_name = 'value'") == [("in 't'; never 0",)]


def test_the_served_file_says_which_build_it_is(build: Path, serving: Path) -> None:
    assert served_build_id(serving) is None
    publish(build, serving, "0123456789abcdef")
    assert served_build_id(serving) == "0123456789abcdef"
    assert rows(serving, "select documents from provenance.build") == [(1,)]


def test_a_file_that_is_no_warehouse_serves_no_build(serving: Path) -> None:
    serving.parent.mkdir()
    serving.write_bytes(b"not a database" * 1000)
    assert served_build_id(serving) is None


def test_a_table_that_is_gone_from_the_build_is_gone_from_the_served_file(build: Path, serving: Path) -> None:
    publish(build, serving, "1")
    with connect(build) as con:
        con.execute("drop table dependence.share")
    publish(build, serving, "2")
    assert rows(serving, "select table_name from duckdb_tables() order by all") == [("build",), ("document",)]


def test_a_reader_that_has_the_old_file_open_goes_on_reading_it(build: Path, serving: Path) -> None:
    publish(build, serving, "1")
    with connect(serving, read_only=True) as reader:
        assert reader.execute("select build_id from provenance.build").fetchone() == ("1",)
        publish(build, serving, "2")
        assert reader.execute("select build_id from provenance.build").fetchone() == ("1",)
    assert served_build_id(serving) == "2"


def test_nothing_beside_the_served_file_is_left(build: Path, serving: Path) -> None:
    publish(build, serving, "1")
    assert [path.name for path in serving.parent.iterdir()] == ["chokepoint.duckdb"]


@pytest.mark.parametrize("failing", ["replace", "fsync"])
def test_a_publish_that_fails_leaves_the_old_file_as_it_was(
    build: Path, serving: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    publish(build, serving, "1")
    before = serving.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space left"):
        patched.setattr(*((Path, "replace") if failing == "replace" else (os, "fsync")), fail)
        publish(build, serving, "2")
    assert serving.read_bytes() == before
    publish(build, serving, "3")
    assert served_build_id(serving) == "3"
    assert [path.name for path in serving.parent.iterdir()] == ["chokepoint.duckdb"]


def test_a_copy_that_breaks_off_leaves_the_old_file_as_it_was(
    build: Path, serving: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(build, serving, "1")
    before = serving.read_bytes()
    broken = {**publisher.sections(publisher._QUERIES), "stamp": "select error('stopped')"}
    with monkeypatch.context() as patched, pytest.raises(duckdb.Error, match="stopped"):
        patched.setattr(publisher, "sections", lambda path: broken)
        publish(build, serving, "2")
    assert serving.read_bytes() == before


def test_a_file_with_a_left_over_log_is_not_swapped_in(build: Path, serving: Path) -> None:
    publish(build, serving, "1")
    before = serving.read_bytes()
    fresh = serving.with_name("chokepoint.next.duckdb")
    fresh.write_bytes(b"half")
    fresh.with_name("chokepoint.next.duckdb.wal").write_bytes(b"log")
    with pytest.raises(ChokepointError, match=r"was not closed cleanly: chokepoint\.next\.duckdb\.wal"):
        swap_in(fresh, serving)
    assert serving.read_bytes() == before


def test_what_an_interrupted_publish_left_behind_is_cleared_away(build: Path, serving: Path) -> None:
    serving.parent.mkdir()
    process = ended_process()
    serving.with_name(f"chokepoint.next-{process}.duckdb").write_bytes(b"half a file")
    serving.with_name(f"chokepoint.next-{process}.duckdb.wal").write_bytes(b"log")
    publish(build, serving, "1")
    assert [path.name for path in serving.parent.iterdir()] == ["chokepoint.duckdb"]


def test_the_copy_of_a_publish_that_is_still_running_is_left_alone(build: Path, serving: Path) -> None:
    serving.parent.mkdir()
    other = serving.with_name(f"chokepoint.next-{os.getppid()}.duckdb")
    other.write_bytes(b"half a file")
    publish(build, serving, "1")
    assert sorted(path.name for path in serving.parent.iterdir()) == ["chokepoint.duckdb", other.name]


def test_a_build_without_a_finished_table_is_not_published(tmp_path: Path, serving: Path) -> None:
    with connect(tmp_path / "empty.duckdb") as con:
        con.execute("create schema raw")
    with pytest.raises(ChokepointError, match="Nothing to publish"):
        publish(tmp_path / "empty.duckdb", serving, "1")
    assert not serving.exists()


def test_a_folder_with_a_quote_in_its_name_works(tmp_path: Path, build: Path) -> None:
    folder = tmp_path / "it's here"
    folder.mkdir()
    build.rename(folder / "build.duckdb")
    assert publish(folder / "build.duckdb", folder / "served.duckdb", "1").tables["dependence.share"] == 2
