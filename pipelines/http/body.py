"""A body as it streams in: bounded, unpacked from its transfer compression, whole, and of the type asked for."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterable
from typing import IO
from zipfile import BadZipFile, ZipFile

from pipelines.http.errors import UnfitBodyError

NAMES = {
    "json": "a JSON document",
    "csv": "a CSV file",
    "xml": "an XML document",
    "xlsx": "an Excel workbook (xlsx)",
    "zip": "a zip archive",
    "gzip": "a gzip file",
    "html": "an HTML page",
    "text": "a plain text",
}
PACKED = frozenset({"xlsx", "zip", "gzip"})

# Publishers label tables as text, Excel, downloads or not at all; the first bytes decide among those.
_ANY = r"text/plain|application/octet-stream|binary/octet-stream|application/(x-)?(force-)?download"
_CONTENT_TYPES = {
    "json": rf"[\w.+/-]*\bjson|{_ANY}",
    "csv": rf"[\w.+/-]*\bcsv|text/(comma|tab)-separated-values|application/(vnd\.ms-)?excel|{_ANY}",
    "xml": rf"[\w.+/-]*\bxml|{_ANY}",
    "xlsx": rf"application/vnd\.(openxmlformats-officedocument\.spreadsheetml\.sheet|ms-excel)|application/zip|{_ANY}",
    "zip": rf"application/(x-)?zip(-compressed)?|{_ANY}",
    "gzip": rf"application/(x-)?gzip|text/[\w-]+|{_ANY}",
    "html": r"text/html|application/xhtml\+xml",
    "text": r"text/(?!html)[\w.-]+|application/(json|xml|octet-stream)",
}
_LOOKS = {
    "json": {"JSON"},
    "csv": {"text"},
    "xml": {"XML"},
    "xlsx": {"a zip archive"},
    "zip": {"a zip archive"},
    "gzip": {"a gzip file"},
    "html": {"an HTML page"},
    "text": {"text", "JSON", "XML"},
}
_SNIFFED = 2_048
_STEP = 1 << 20


def collect(chunks: Iterable[bytes], content_encoding: str | None, max_bytes: int, into: IO[bytes]) -> None:
    """Write the whole body, without its transfer compression. Raises UnfitBodyError when too large or cut off."""
    coding = (content_encoding or "identity").strip().lower()
    if coding not in {"identity", "gzip", "x-gzip"}:
        raise UnfitBodyError("wrong_type", f"a body compressed as {coding!r}, which was not asked for")
    unpack = Gunzip(max_bytes) if coding != "identity" else None
    sent, written = 0, 0
    for chunk in chunks:
        sent += len(chunk)
        written += into.write(unpack.feed(chunk) if unpack else chunk)
        if max(sent, written) > max_bytes:
            raise UnfitBodyError("too_large", f"more than {max_bytes:,} bytes")
    if unpack and sent and not unpack.is_whole:
        raise UnfitBodyError("truncated", f"a compressed body that ends in the middle, after {sent:,} bytes")


class Gunzip:
    """gzip in pieces, of one member or several, with a bound on what comes out and a word on whether it is whole."""

    def __init__(self, max_bytes: int) -> None:
        self._max = max_bytes
        self._out = 0
        self._member: zlib._Decompress | None = None
        self._members = 0

    @property
    def is_whole(self) -> bool:
        return self._members > 0 and self._member is None

    def feed(self, data: bytes) -> bytes:
        """What the next piece unpacks to. Raises UnfitBodyError when it is not gzip or grows past the bound."""
        out = bytearray()
        while data and not (self.is_whole and not data.strip(b"\0")):
            if self._member is None:
                self._member = zlib.decompressobj(31)
            try:
                out += self._member.decompress(data, self._max - self._out - len(out) + 1)
            except zlib.error as error:
                raise UnfitBodyError("truncated", f"a damaged compressed body ({error})") from error
            if self._out + len(out) > self._max:
                raise UnfitBodyError("too_large", f"more than {self._max:,} bytes once unpacked")
            data = self._member.unconsumed_tail
            if self._member.eof:
                data, self._member = self._member.unused_data, None
                self._members += 1
        self._out += len(out)
        return bytes(out)


def check(body: IO[bytes], media: str, content_type: str | None, max_unpacked_bytes: int) -> None:
    """Raise UnfitBodyError unless the body is whole and of the type asked for, by its label and its first bytes."""
    size = body.seek(0, os.SEEK_END)
    body.seek(0)
    start = body.read(_STEP)
    if not start:
        raise UnfitBodyError("wrong_type", "zero bytes")
    looks = look(start)
    label = (content_type or "").split(";")[0].strip().lower()
    if looks not in _LOOKS[media]:
        raise UnfitBodyError("wrong_type", looks + (f" (labelled {label})" if label else ""))
    if label and not re.fullmatch(_CONTENT_TYPES[media], label):
        named = "an HTML page" if label == "text/html" else "a body"
        raise UnfitBodyError("wrong_type", f"{named} labelled {label}")
    if media == "json" and _last_letter(body, size) not in {b"}", b"]"}:
        raise UnfitBodyError("truncated", f"JSON that ends in the middle, after {size:,} bytes")
    if media == "gzip":
        _check_gzip(body, size, max_unpacked_bytes)
    elif media in PACKED:
        _check_zip(body, max_unpacked_bytes)


def _last_letter(body: IO[bytes], size: int) -> bytes:
    """The last byte that is no white space; empty where there is none."""
    while size > 0:
        start = max(size - _STEP, 0)
        body.seek(start)
        if end := body.read(size - start).rstrip():
            return end[-1:]
        size = start
    return b""


def look(body: bytes) -> str:
    """What the first bytes say it is."""
    for magic, name in (
        (b"PK\x03\x04", "a zip archive"),
        (b"PK\x05\x06", "a zip archive"),
        (b"\x1f\x8b", "a gzip file"),
    ):
        if body.startswith(magic):
            return name
    if body.startswith(b"%PDF"):
        return "a PDF"
    start = body[:_SNIFFED].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "binary data"
    if start.startswith(b"<"):
        return "an HTML page" if b"<html" in start or b"<!doctype html" in start else "XML"
    return "JSON" if start.startswith((b"{", b"[")) else "text"


def _check_gzip(body: IO[bytes], size: int, max_unpacked_bytes: int) -> None:
    unpack = Gunzip(max_unpacked_bytes)
    body.seek(0)
    while packed := body.read(_STEP // 16):
        unpack.feed(packed)
    if not unpack.is_whole:
        raise UnfitBodyError("truncated", f"a gzip file that ends in the middle, after {size:,} bytes")


def _check_zip(body: IO[bytes], max_unpacked_bytes: int) -> None:
    try:
        with ZipFile(body) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (BadZipFile, ValueError, OSError) as error:
        raise UnfitBodyError("truncated", f"a zip archive without its directory ({error})") from error
    if unpacked > max_unpacked_bytes:
        raise UnfitBodyError("too_large", f"an archive of {unpacked:,} bytes once unpacked")
