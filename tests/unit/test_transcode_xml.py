"""XML documents as records: what becomes of their fields, and which documents are refused."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from warehouse import transcode_xml
from warehouse.errors import DataError
from warehouse.transcode import as_utf8
from warehouse.transcode_xml import records


def read(body: bytes) -> list[tuple[str, dict[str, str | None]]]:
    return list(records(BytesIO(body), "a document"))


def test_each_element_with_fields_is_a_record_with_its_path() -> None:
    body = b"<r><h><code>00</code></h><b><items><item><a>1</a><e/></item><item><a>2</a></item></items><n>2</n></b></r>"
    assert read(body) == [
        ("r/h", {"code": "00"}),
        ("r/b/items/item", {"a": "1", "e": None}),
        ("r/b/items/item", {"a": "2"}),
        ("r/b", {"n": "2"}),
    ]


def test_an_empty_list_is_a_field_without_text() -> None:
    assert read(b"<r><items/></r>") == [("r", {"items": None})]


def test_a_name_space_is_left_out_of_the_names() -> None:
    assert read(b'<S:f xmlns:S="urn:x"><S:code>1</S:code></S:f>') == [("f", {"code": "1"})]


def test_a_field_that_comes_twice_is_refused() -> None:
    with pytest.raises(DataError, match="expected each field of r once; came a twice"):
        read(b"<r><a>1</a><a>2</a></r>")


def test_a_document_that_breaks_off_is_refused() -> None:
    with pytest.raises(DataError, match="a whole XML document"):
        read(b"<r><a>1</a>")


@pytest.mark.parametrize("declared", [b'<!DOCTYPE r [<!ENTITY e "x">]>', b"<!doctype r>"])
def test_a_document_that_declares_entities_is_refused(declared: bytes) -> None:
    with pytest.raises(DataError, match="declares them"):
        read(b'<?xml version="1.0"?>' + declared + b"<r><a>&e;</a></r>")


def test_a_declaration_across_two_blocks_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcode_xml, "_CHUNK", 8)
    with pytest.raises(DataError, match="declares them"):
        read(b"<?xml version='1.0'?>   <!DOCTYPE r><r/>")


def test_a_declaration_hidden_in_another_encoding_is_refused() -> None:
    with pytest.raises(DataError, match="one that begins otherwise"):
        read('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE r><r/>'.encode("utf-16"))


def test_an_encoding_without_a_mark_is_refused() -> None:
    with pytest.raises(DataError, match="one in another encoding"):
        read("<!DOCTYPE r><r/>".encode("utf-16-le"))


def test_a_document_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcode_xml, "LARGEST", 10)
    with pytest.raises(DataError, match="at most 10 bytes"):
        read(b"<r><a>12345</a></r>")


def test_the_scratch_file_is_one_record_a_line_and_is_removed(tmp_path: Path) -> None:
    landed = tmp_path / "landed"
    landed.write_text("\ufeff<r><a>총계</a></r>")
    with as_utf8(landed, "utf-8", tmp_path / "scratch", "a document") as readable:
        assert readable.read_text(encoding="utf-8") == '{"path": "r", "fields": {"a": "총계"}}\n'
    assert list((tmp_path / "scratch").iterdir()) == []
