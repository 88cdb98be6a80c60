"""Whether a body is the edition of the Mineral Commodity Summaries that was asked for, from its content."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator

from pipelines.sources.contract import Request
from warehouse.errors import DataError

WIDE_HEADER = [
    "SOURCE",
    "COMMODITY",
    "COUNTRY",
    "TYPE",
    "UNIT_MEAS",
    "PROD_2023",
    "PROD_EST_ 2024",
    "PROD_NOTES",
    "CAP_2023",
    "CAP_EST_ 2024",
    "CAP_NOTES",
    "RESERVES_2024",
    "RESERVE_NOTES",
]
LONG_HEADER = [
    "MCS chapter",
    "Section",
    "Commodity",
    "Country",
    "Statistics",
    "Statistics_detail",
    "Unit",
    "Year",
    "Value",
    "Notes",
    "Is critical mineral 2025",
    "Other notes",
]


def check_wide(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is a wide edition, and the one that was asked for."""
    rows = csv.reader(io.StringIO(_text(body, ("utf-8-sig", "cp1252"), where)))
    _check_header(next(rows, []), WIDE_HEADER, where)
    editions = {row[0] for row in rows if row}
    _check_edition(editions, {request.key.upper().replace("-", "")} if request else editions, where)


def check_long(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is a long edition, and the one that was asked for.

    The file does not name its edition; its newest year is the year before.
    """
    rows = csv.reader(io.StringIO(_text(body, ("utf-8-sig", "cp1252"), where)))
    _check_header(next(rows, []), LONG_HEADER, where)
    year = LONG_HEADER.index("Year")
    newest = max((row[year] for row in rows if len(row) > year and row[year].isdigit()), default="")
    came = {f"mcs-{int(newest) + 1}"} if newest else set()
    _check_edition(came, {request.key} if request else came, where)


def check_world(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is the world table of a commodity, or an archive of them, of that edition.

    A table whose rows do not name the edition is of the one after its newest year.
    """
    editions: set[str] = set()
    headers = []
    for text in _texts(body, ("utf-8-sig", "cp1252"), where):
        rows = csv.reader(io.StringIO(text))
        header = [name.strip() for name in next(rows, [])]
        headers.append(header)
        if "country" in map(str.lower, header):
            filled = [row for row in rows if any(row)]
            named = {row[0].upper().replace(" ", "") for row in filled if row[0].upper().startswith("MCS")}
            editions |= named or {f"MCS{int(year) + 1}" for year in [_newest_year(header)] if year and filled}
    if not any("country" in map(str.lower, header) for header in headers):
        came = f"columns {', '.join(headers[0])[:200]}" if headers else "no file"
        raise _wrong(where, "the columns Source, Country, Type and figures", came)
    expected = {f"MCS{request.key[-4:]}"} if request else editions
    _check_edition(editions & expected or editions, expected, where)


def _newest_year(header: list[str]) -> str:
    return max((name[-4:] for name in header if name[-4:].isdigit()), default="")


def _texts(body: bytes, encodings: tuple[str, ...], where: str) -> Iterator[str]:
    """The text of a bare CSV file, or of each one in an archive that is not empty."""
    if body[:4] != b"PK\x03\x04":
        yield _text(body, encodings, where)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                member = archive.read(name) if name.lower().endswith("_world.csv") else b""
                if member:
                    yield _text(member, encodings, f"{where}, {name}")
    except zipfile.BadZipFile as error:
        raise _wrong(where, "a whole zip archive", f"one that does not open ({error})") from error


def _text(body: bytes, encodings: tuple[str, ...], where: str) -> str:
    if body[:4] == b"PK\x03\x04":
        body = _csv_member(body, where)
    for encoding in encodings:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _wrong(where, f"text in {' or '.join(encodings)}", f"bytes that are not, from {body[:20]!r}")


def _csv_member(body: bytes, where: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith(".csv")]
            if len(names) != 1:
                raise _wrong(where, "one CSV file in the archive", f"{len(names)}: {', '.join(archive.namelist()[:5])}")
            return archive.read(names[0])
    except zipfile.BadZipFile as error:
        raise _wrong(where, "a whole zip archive", f"one that does not open ({error})") from error


def _check_header(came: list[str], expected: list[str], where: str) -> None:
    if came == expected:
        return
    missing = [name for name in expected if name not in came]
    unknown = [name for name in came if name not in expected]
    raise _wrong(
        where,
        f"the {len(expected)} columns {expected[0]}, {expected[1]}, …, {expected[-1]}",
        f"{len(came)} columns: without {', '.join(missing) or 'none'}; unknown {', '.join(unknown)[:200] or 'none'}",
    )


def _check_edition(came: set[str], expected: set[str], where: str) -> None:
    if not came or came != expected:
        raise _wrong(where, f"the edition {', '.join(sorted(expected))}", ", ".join(sorted(came)) or "no edition")


def _wrong(where: str, expected: str, came: str) -> DataError:
    return DataError(
        expected=expected,
        came=came,
        where=where,
        next_step="Nothing was landed; compare the file with the release's page on ScienceBase",
    )
