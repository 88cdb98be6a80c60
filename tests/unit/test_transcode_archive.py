"""Tables in archives, one CSV file at a time: streamed, bounded, and nowhere but in the scratch folder."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from warehouse.errors import DataError
from warehouse.transcode import as_utf8, texts
from warehouse.transcode_archive import is_zip, members, unpacked

MEMBERS = "TABLE_*.csv"
TABLE = b"a,b\n1,2\n"


def archive(folder: Path, members: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as packed:
        for name, text in members.items():
            packed.writestr(name, text)
    path = folder / "landed"
    path.write_bytes(content.getvalue())
    return path


def read(path: Path, folder: Path, limit: int = 1000) -> list[bytes]:
    if is_zip(path):
        return [text.read_bytes() for text in members(path, MEMBERS, folder / "scratch", "here", limit)]
    with unpacked(path, folder / "scratch", "here", limit) as readable:
        return [readable.read_bytes()]


def test_the_named_members_come_one_after_the_other_each_with_its_header(tmp_path: Path) -> None:
    tables = {"TABLE_2.csv": b"a,b\r\n3,4\r\n5,6", "TABLE_1.csv": TABLE, "codes.csv": b"code,name\n1,Japan\n"}
    assert read(archive(tmp_path, tables), tmp_path) == [TABLE, b"a,b\n3,4\r\n5,6\n"]


def test_one_member_is_unpacked_at_a_time(tmp_path: Path) -> None:
    path = archive(tmp_path, {f"TABLE_{n}.csv": TABLE for n in range(3)})
    for _ in texts(path, f"members:{MEMBERS}", tmp_path / "scratch", "here"):
        assert len(list((tmp_path / "scratch").iterdir())) == 1
    assert list((tmp_path / "scratch").iterdir()) == []


def test_the_members_may_lie_in_a_folder_of_the_archive(tmp_path: Path) -> None:
    assert read(archive(tmp_path, {"release/TABLE_1.csv": TABLE}), tmp_path) == [TABLE]


def test_a_gzip_file_is_the_table_in_it(tmp_path: Path) -> None:
    path = tmp_path / "landed"
    path.write_bytes(gzip.compress(TABLE))
    assert read(path, tmp_path) == [TABLE]
    with as_utf8(path, "utf-8", tmp_path / "scratch", "here") as readable:
        assert readable.read_bytes() == TABLE


def test_a_table_that_is_not_packed_stands_for_itself(tmp_path: Path) -> None:
    path = tmp_path / "landed"
    path.write_bytes(TABLE)
    with as_utf8(path, f"members:{MEMBERS}", tmp_path / "scratch", "here") as readable:
        assert readable == path
    assert path.exists()


def test_the_scratch_file_is_gone_afterwards(tmp_path: Path) -> None:
    read(archive(tmp_path, {"TABLE_1.csv": TABLE}), tmp_path)
    assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.parametrize(
    "name", ["../../TABLE_1.csv", "/tmp/TABLE_1.csv", "..\\..\\TABLE_1.csv", "a/../../TABLE_1.csv"]
)
def test_a_name_that_points_outside_writes_nothing_there(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "a" / "b" / "c"
    folder.mkdir(parents=True)
    path = archive(folder, {name: TABLE})
    before = sorted(tmp_path.rglob("*"))
    try:
        for readable in members(path, MEMBERS, folder / "scratch", "here"):
            assert readable.parent == folder / "scratch"
            assert readable.read_bytes() == TABLE
    except DataError as error:
        assert "an archive with files named" in str(error)
    assert {found for found in tmp_path.rglob("*") if found not in before} <= {folder / "scratch"}


def test_an_archive_that_unpacks_past_the_limit_is_stopped_on_the_way(tmp_path: Path) -> None:
    path = archive(tmp_path, {"TABLE_1.csv": b"a,b\n" + b"0" * 50_000_000})
    assert path.stat().st_size < 100_000
    with pytest.raises(DataError, match="at most 1,000 bytes; came one with more"):
        read(path, tmp_path)
    assert list((tmp_path / "scratch").iterdir()) == []


def test_several_members_that_are_too_much_together_are_stopped(tmp_path: Path) -> None:
    tables = {f"TABLE_{n}.csv": b"a,b\n" + b"0" * 400 for n in range(3)}
    with pytest.raises(DataError, match="came one with more"):
        read(archive(tmp_path, tables), tmp_path)


def test_a_gzip_file_that_unpacks_past_the_limit_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "landed"
    path.write_bytes(gzip.compress(b"0" * 50_000_000))
    with pytest.raises(DataError, match="came one with more"):
        read(path, tmp_path)


def test_members_with_different_headers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"the header a,b in each file; came b,a in TABLE_2\.csv"):
        read(archive(tmp_path, {"TABLE_1.csv": TABLE, "TABLE_2.csv": b"b,a\n2,1\n"}), tmp_path)


def test_an_archive_without_such_members_is_refused_with_what_it_holds(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"files named TABLE_\*\.csv; came codes\.csv"):
        read(archive(tmp_path, {"codes.csv": TABLE}), tmp_path)


def test_a_cut_off_archive_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path, {"TABLE_1.csv": TABLE})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(DataError, match="a damaged one"):
        read(path, tmp_path)


def test_a_changed_byte_in_a_member_is_noticed(tmp_path: Path) -> None:
    path = archive(tmp_path, {"TABLE_1.csv": TABLE}, compression=zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"1,2", b"1,3", 1))
    with pytest.raises(DataError, match="a damaged one"):
        read(path, tmp_path)


def test_a_cut_off_gzip_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "landed"
    path.write_bytes(gzip.compress(TABLE * 100)[:-12])
    with pytest.raises(DataError, match="a damaged one"):
        read(path, tmp_path)
