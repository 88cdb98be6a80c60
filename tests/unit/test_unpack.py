"""Archives that a person hands over: the one file in them is imported, and each that has not one is told apart."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from warehouses import fixture

from pipelines.asking.bring import land_file
from pipelines.settings import Settings
from pipelines.sources import china_customs, japan_customs, taiwan_customs
from pipelines.sources.contract import Dataset
from warehouse.errors import DataError
from warehouse.landing import Landing
from warehouse.unpack import handed

CHINA, JAPAN, TAIWAN = china_customs.TRADE, japan_customs.TRADE, taiwan_customs.TRADE
BODY = fixture(CHINA, "csv")
NAME = "X-284690-2024.csv"


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return out.getvalue()


def locked(body: bytes) -> bytes:
    """An archive that says that its members need a password, in both of its directories."""
    return body.replace(b"PK\x03\x04\x14\x00\x00\x00", b"PK\x03\x04\x14\x00\x01\x00").replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"
    )


def given(folder: Path, name: str, body: bytes) -> Path:
    path = folder / name
    path.write_bytes(body)
    return path


@pytest.mark.parametrize(
    ("dataset", "kind", "archive", "member", "key"),
    [
        (CHINA, "csv", "download.zip", NAME, "X-284690-2024"),
        (CHINA, "csv", "X-284690-2024.zip", "downloadData.csv", "X-284690-2024"),
        (CHINA, "csv", "X-284690-2023.zip", f"folder/{NAME}", "X-284690-2024"),
        (TAIWAN, "csv", "X-284610+284690-2024.zip", "GA30E.csv", "X-284610+284690-2024"),
        (JAPAN, "csv", "d41f2.zip", "ik-100h2026.csv", "M-chapters28-85-2026"),
    ],
)
def test_the_one_file_in_an_archive_lands_as_if_it_had_come_unpacked(
    tmp_path: Path, dataset: Dataset, kind: str, archive: str, member: str, key: str
) -> None:
    body = fixture(dataset, kind)
    packed = zipped(**{member: body, "__MACOSX/._x.csv": b"x", "read me.pdf": b"x"})
    landed = land_file(dataset, given(tmp_path, archive, packed), Settings(data_dir=tmp_path))
    (entry,) = Landing(tmp_path / "landing").entries()
    assert (entry["key"], entry["obtained_from"]) == (key, f"{archive}/{Path(member).name}")
    assert Landing(tmp_path / "landing").newest_body(dataset.name, key) == body
    again = land_file(dataset, given(tmp_path, Path(f"{key}.csv").name, body), Settings(data_dir=tmp_path))
    assert again.document_id == landed.document_id and not again.is_new
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_file_packed_with_gzip_is_unpacked_too(tmp_path: Path) -> None:
    land_file(CHINA, given(tmp_path, f"{NAME}.gz", gzip.compress(BODY)), Settings(data_dir=tmp_path))
    assert Landing(tmp_path / "landing").newest_body(CHINA.name, "X-284690-2024") == BODY


@pytest.mark.parametrize(
    ("body", "came"),
    [
        (zipped(), "an empty archive"),
        (zipped(**{"__MACOSX/._x.csv": b"x"}), "an empty archive"),
        (zipped(**{"a.csv": BODY, "b.csv": BODY}), r"2 among 2: a\.csv, b\.csv"),
        (zipped(**{"a.pdf": b"x", "b.xls": b"x"}), r"none among 2: a\.pdf, b\.xls"),
        (zipped(**{"inner.zip": zipped(**{NAME: BODY})}), r"an archive in an archive: inner\.zip"),
        (locked(zipped(**{NAME: BODY})), rf"one whose {NAME} needs one"),
        (zipped(**{NAME: BODY})[:-30], "a damaged one"),
        (zipped(**{NAME: BODY}).replace(BODY[:1], b"\x00"), "a damaged one"),
        (gzip.compress(BODY)[:-12], "a damaged one"),
    ],
    ids=["empty", "hidden", "several", "others", "nested", "locked", "cut", "spoilt", "cut-gzip"],
)
@pytest.mark.parametrize("dataset", [CHINA, JAPAN], ids=["china", "japan"])
def test_an_archive_without_exactly_one_file_says_what_it_holds(
    tmp_path: Path, dataset: Dataset, body: bytes, came: str
) -> None:
    with pytest.raises(DataError, match=f"came .*{came}.*Unpack it, and import each file in it by itself") as refused:
        land_file(dataset, given(tmp_path, "X-284690-2024.zip", body), Settings(data_dir=tmp_path))
    assert str(refused.value).isprintable()
    assert list(Landing(tmp_path / "landing").entries()) == []
    assert not (tmp_path / "scratch").exists() or list((tmp_path / "scratch").iterdir()) == []


def test_what_an_archive_unpacks_to_is_bounded(tmp_path: Path) -> None:
    path = given(tmp_path, "x.zip", zipped(**{"zeros.csv": b"0" * 5000}))
    with (
        pytest.raises(DataError, match=r"at most 4,000 bytes when it is unpacked; came a larger one"),
        handed(path, (".csv",), tmp_path / "scratch", limit=4000),
    ):
        pass


@pytest.mark.parametrize("suffixes", [(), (".csv",)])
def test_what_is_no_archive_or_is_meant_to_be_one_stays_as_it_is(tmp_path: Path, suffixes: tuple[str, ...]) -> None:
    path = given(tmp_path, NAME, BODY if suffixes else zipped(**{"a.csv": BODY}))
    with handed(path, suffixes, tmp_path / "scratch") as file:
        assert (file.path, file.obtained_from) == (path, NAME)


def test_a_name_in_an_archive_that_would_lead_out_of_it_does_not(tmp_path: Path) -> None:
    path = given(tmp_path, "x.zip", zipped(**{"../../../X-284690-2024.csv": BODY}))
    with handed(path, (".csv",), tmp_path / "scratch") as file:
        assert file.path.name == NAME
        assert (tmp_path / "scratch") in file.path.parents


def a_workbook() -> bytes:
    return zipped(**{"xl/workbook.xml": b"<workbook/>", "[Content_Types].xml": b"<Types/>"})


@pytest.mark.parametrize(
    "make",
    [lambda: bytes(range(256)) * 4, a_workbook, lambda: "貿易\x00\x01統計".encode("cp932") * 50, lambda: b""],
    ids=["bytes", "workbook", "other-encoding", "nothing"],
)
def test_what_is_no_text_is_refused_in_one_line_without_its_bytes(tmp_path: Path, make: Callable[[], bytes]) -> None:
    path = given(tmp_path, "whatever.csv", make())
    with pytest.raises(DataError) as refused:
        land_file(JAPAN, path, Settings(data_dir=tmp_path))
    assert str(refused.value).isprintable()
    assert "rows below it" in str(refused.value) and "nothing was landed" in str(refused.value).lower()
