"""What DuckDB cannot open, as UTF-8 in a scratch file; the landed bytes stay as they are."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from warehouse import transcode
from warehouse.errors import DataError
from warehouse.transcode import as_utf8


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in members.items():
            file.writestr(name.replace("_", "."), body)
    return out.getvalue()


@pytest.fixture
def landed(tmp_path: Path) -> Path:
    return tmp_path / "landed"


def read(landed: Path, body: bytes, encoding: str) -> bytes:
    landed.write_bytes(body)
    with as_utf8(landed, encoding, landed.parent / "scratch", "here") as readable:
        text = readable.read_bytes()
    assert landed.read_bytes() == body
    assert not list((landed.parent / "scratch").glob("*")) or readable == landed
    return text


def test_utf_8_text_is_read_where_it_landed(landed: Path) -> None:
    landed.write_bytes("é".encode())
    with as_utf8(landed, "utf-8", landed.parent / "scratch", "here") as readable:
        assert readable == landed
    assert not (landed.parent / "scratch").exists()


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("cp1252", "Côte d’Ivoire – 5\r\n"), ("cp932", "財務省\r\n千円\r\n"), ("utf-16", "a\n"), ("utf-8-sig", "a\n")],
)
def test_text_in_the_stated_encoding_keeps_every_character_and_line_end(landed: Path, encoding: str, text: str) -> None:
    assert read(landed, text.encode(encoding), encoding) == text.encode()


def test_the_first_of_several_encodings_that_fits_is_taken(landed: Path) -> None:
    assert read(landed, "\ufeffà".encode(), "utf-8-sig|cp1252") == "à".encode()
    assert read(landed, "à".encode("cp1252"), "utf-8-sig|cp1252") == "à".encode()


def test_a_character_that_falls_on_a_block_boundary_is_read_whole(
    landed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcode, "_CHUNK", 3)
    assert read(landed, ("a" + "財" * 50).encode("cp932"), "cp932") == ("a" + "財" * 50).encode()


def test_a_byte_that_the_encoding_does_not_have_is_told_and_nothing_is_left(landed: Path) -> None:
    with pytest.raises(DataError, match="here: expected text in ascii or cp1252; came byte 0x81 at 4 of a block"):
        read(landed, b"year\x81", "ascii|cp1252")
    assert list((landed.parent / "scratch").iterdir()) == []


def test_an_archive_stands_for_its_one_csv_file(landed: Path) -> None:
    body = archive(world_CSV="Côte\r\n".encode("cp1252"), readme_txt=b"about")
    assert read(landed, body, "cp1252") == "Côte\r\n".encode()
    assert read(landed, archive(world_csv=b"a\n"), "utf-8") == b"a\n"


@pytest.mark.parametrize("members", [{"a_txt": b"1"}, {"a_csv": b"1", "b_csv": b"2"}])
def test_an_archive_without_exactly_one_csv_file_is_refused(landed: Path, members: dict[str, bytes]) -> None:
    with pytest.raises(DataError, match=r"an archive with one CSV file.*; came a\.(txt|csv) \(1\)"):
        read(landed, archive(**members), "utf-8")


def test_an_archive_whose_file_is_larger_than_the_limit_is_refused_unread(
    landed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcode, "_LARGEST_MEMBER", 1000)
    with pytest.raises(DataError, match="at most 1000 bytes"):
        read(landed, archive(bomb_csv=bytes(1001)), "utf-8")


@pytest.mark.parametrize("keep", [0.5, 0.95])
def test_an_archive_cut_off_is_refused(landed: Path, keep: float) -> None:
    body = archive(world_csv=bytes(range(256)) * 40)
    with pytest.raises(DataError, match="a whole zip archive"):
        read(landed, body[: int(len(body) * keep)], "utf-8")


@pytest.mark.parametrize("place", range(4, 320, 4))
def test_an_archive_with_a_damaged_byte_gives_its_whole_text_or_one_message(landed: Path, place: int) -> None:
    text = bytes(range(256)) * 40
    body = bytearray(archive(world_csv=text))
    body[place] ^= 0xFF
    try:
        assert read(landed, bytes(body), "latin-1") == text.decode("latin-1").encode()
    except DataError as error:
        assert error.where == "here"
