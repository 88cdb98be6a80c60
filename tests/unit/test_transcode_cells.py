"""Workbooks and archives of CSV files as rows of cells, and each way in which one can be wrong."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pipelines.settings import PROJECT_ROOT
from warehouse import transcode_cells
from warehouse.errors import DataError
from warehouse.transcode import as_utf8

FIXTURE = PROJECT_ROOT / "tests" / "fixtures" / "usgs" / "usgs__ds140.xlsx"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def rows(path: Path, encoding: str, scratch: Path) -> list[dict[str, Any]]:
    with as_utf8(path, encoding, scratch, "here") as readable:
        return [json.loads(line) for line in readable.read_text(encoding="utf-8").splitlines()]


def with_sheet(folder: Path, sheet: str) -> Path:
    """The fixture's workbook with other content in its one sheet."""
    path = folder / "changed.xlsx"
    with zipfile.ZipFile(FIXTURE) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            content = f"<worksheet {MAIN}><sheetData>{sheet}</sheetData></worksheet>".encode()
            out.writestr(name, content if name.startswith("xl/worksheets/") else source.read(name))
    return path


def archive(folder: Path, **members: bytes) -> Path:
    path = folder / "world.zip"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in members.items():
            file.writestr(f"world/{name}.csv", body)
        file.writestr("world/about.xml", b"<metadata/>")
    path.write_bytes(out.getvalue())
    return path


def test_the_rows_of_a_workbook_keep_their_numbers_as_printed(tmp_path: Path) -> None:
    came = rows(FIXTURE, "utf-8", tmp_path)
    assert len(came) == 129
    assert came[4]["cells"][:3] == ["Year", "Production", "Imports"]
    assert came[36] == {
        "part": "Rare earths",
        "row": 37,
        "cells": ["1931", "NA", "0.12", "NA", "0.12", "367", "3930", "50"],
    }
    assert list(tmp_path.iterdir()) == []


def test_the_publishers_own_workbook_gives_the_same_rows(tmp_path: Path, shared_data: Path) -> None:
    original = shared_data / "usgs" / "usgs_ds140_rare_earths_2020.xlsx"
    assert rows(original, "utf-8", tmp_path) == rows(FIXTURE, "utf-8", tmp_path)


def test_a_formula_is_read_as_the_result_that_it_carries(tmp_path: Path) -> None:
    path = with_sheet(tmp_path, '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="C1" t="b"><v>1</v></c></row>')
    assert rows(path, "utf-8", tmp_path)[0]["cells"] == ["2", None, "true"]


@pytest.mark.parametrize(
    "cell", ['<c r="A1"><f>1+1</f></c>', '<c r="A1"><f>1+1</f><v></v></c>', '<c r="A1"><f t="shared" si="0"/></c>']
)
def test_a_formula_without_a_result_is_refused(tmp_path: Path, cell: str) -> None:
    with pytest.raises(DataError, match="a formula without one in xl/worksheets/sheet1"):
        rows(with_sheet(tmp_path, f'<row r="1">{cell}</row>'), "utf-8", tmp_path)


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcode_cells, "LARGEST", 10_000)
    with pytest.raises(DataError, match="at most 10,000 bytes unpacked"):
        rows(FIXTURE, "utf-8", tmp_path)


def test_a_cell_at_the_far_corner_is_refused_before_the_sheet_is_filled(tmp_path: Path) -> None:
    corner = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(DataError, match="1048576 x 16384 cells"):
        rows(with_sheet(tmp_path, corner), "utf-8", tmp_path)


def test_a_sheet_that_is_not_xml_is_refused(tmp_path: Path) -> None:
    path = with_sheet(tmp_path, '<row r="1"><c r="A1"><v>1</v></row>')
    with pytest.raises(DataError, match="an Excel workbook"):
        rows(path, "utf-8", tmp_path)


def test_every_csv_file_of_an_archive_is_read_in_its_own_encoding(tmp_path: Path) -> None:
    path = archive(tmp_path, b="Côte,1\n".encode("cp1252"), a="\ufeffCôte,\n".encode())
    assert rows(path, "cells:utf-8-sig|cp1252", tmp_path) == [
        {"part": "a.csv", "row": 1, "cells": ["Côte", None]},
        {"part": "b.csv", "row": 1, "cells": ["Côte", "1"]},
    ]


def test_a_bare_csv_file_is_rows_of_no_part(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_bytes(b'a,"b\nc"\r\n,\r\n')
    assert rows(path, "cells:utf-8-sig", tmp_path) == [
        {"part": "", "row": 1, "cells": ["a", "b\nc"]},
        {"part": "", "row": 2, "cells": [None, None]},
    ]


def test_a_byte_that_no_encoding_has_is_named(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_bytes(b"a,\x81\n")
    with pytest.raises(DataError, match="text in utf-8-sig or cp1252; came byte 0x81 at 2"):
        rows(path, "cells:utf-8-sig|cp1252", tmp_path)
