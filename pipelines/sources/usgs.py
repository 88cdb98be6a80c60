"""USGS Mineral Commodity Summaries: the data releases of the yearly editions.

Measures: mine, smelter and refinery production, capacity and reserves of each mineral by country for the two years
before the edition, and five years of salient statistics of the United States. Grain: commodity x statistic x country
x year, in the unit printed beside it. Figures of the newest year are estimates; China's rare-earth production is its
production quota; world totals are rounded. Published once a year, at the end of January or in February; the next
edition revises the year before, and errata reach the printed edition only.
Licence: US Government work, public domain (CC0). Documentation: https://doi.org/10.5066/P13XCP3R (2025),
https://doi.org/10.5066/P1WKQ63T (2026).

Two layouts: `mcs_wide` (2025: one row per commodity and country, years as columns, one CSV in a zip) and `mcs_long`
(2026: one row per figure, every section of every chapter, Windows-1252).

Data Series 140 (`ds140`): historical statistics of rare earths of the United States and the world since 1900, one
workbook, metric tons of rare-earth oxide equivalent; revised every few years, last on 27 September 2023. Licence as
above. Documentation: https://www.usgs.gov/media/files/rare-earths-historical-statistics-data-series-140
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from warehouse.errors import DataError

BASE_URL = "https://www.sciencebase.gov"
MEDIA_URL = "https://d9-wret.s3.us-west-2.amazonaws.com"
DS140_PATH = "assets/palladium/production/s3fs-public/media/files/ds140-rare-earths-2020.xlsx"
PUBLISHER = "USGS National Minerals Information Center"
LICENCE = "US Government work, public domain (CC0)"
ATTRIBUTION = "U.S. Geological Survey, Mineral Commodity Summaries"

# ScienceBase item and file of each edition.
WIDE_EDITIONS = {"2025": ("677eaf95d34e760b392c4970", "World_Data_Release_MCS_2025.zip")}
LONG_EDITIONS = {"2026": ("69837e43b66b01367d7ec7c7", "MCS2026_Commodities_Data.csv")}

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

# Everything the publisher has printed where a number is expected, after trimming; a new word fails the suites.
NUMBER = r"-?[0-9][0-9,]*(\.[0-9]+)?|-?\.[0-9]+"
KNOWN_TOKEN = (
    rf"{NUMBER}|[<>] ?({NUMBER})|({NUMBER}) ?[–-] ?({NUMBER})|\?[0-9]+|—|W|NA|E|s|XX|"
    "Large|Moderate|Moderate to large|Small|Very small|Variable, depending on .+"
)


def wide_requests(settings: Settings, partition: str | None) -> Iterator[Request]:
    """The one file of an edition in the wide layout."""
    yield _request(settings, partition, WIDE_EDITIONS, "wide")


def long_requests(settings: Settings, partition: str | None) -> Iterator[Request]:
    """The one file of an edition in the long layout."""
    yield _request(settings, partition, LONG_EDITIONS, "long")


def _request(settings: Settings, partition: str | None, editions: dict[str, tuple[str, str]], layout: str) -> Request:
    if partition not in editions:
        raise DataError(
            expected=f"an edition in the {layout} layout: {', '.join(sorted(editions))}",
            came=str(partition),
            where="USGS Mineral Commodity Summaries",
            next_step="Ask for one of these, or add the edition's ScienceBase item to pipelines/sources/usgs.py",
        )
    item, name = editions[partition]
    return Request(
        key=f"mcs-{partition}",
        url=f"{settings.base_url('usgs', BASE_URL)}/catalog/file/get/{item}",
        params={"name": name},
        scope={"edition": [partition]},
    )


def ds140_requests(settings: Settings, partition: str | None) -> Iterator[Request]:
    """The one workbook."""
    yield Request(
        key="ds140-rare-earths",
        url=f"{settings.base_url('usgs_media', MEDIA_URL)}/{DS140_PATH}",
        scope={"commodity": ["Rare Earths"]},
    )


def _from_file(requests: Callable[[Settings, str | None], Iterator[Request]]) -> Callable[[Path], Request]:
    """What a downloaded file answers, from the edition in its name, such as MCS2025_World_Data.csv."""

    def request_of(path: Path) -> Request:
        edition = re.search(r"mcs_?(20[0-9]{2})", path.name, re.IGNORECASE)
        return next(requests(Settings(), edition.group(1) if edition else path.name))

    return request_of


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
    rows = csv.reader(io.StringIO(_text(body, ("cp1252",), where)))
    _check_header(next(rows, []), LONG_HEADER, where)
    year = LONG_HEADER.index("Year")
    newest = max((row[year] for row in rows if len(row) > year and row[year].isdigit()), default="")
    came = {f"mcs-{int(newest) + 1}"} if newest else set()
    _check_edition(came, {request.key} if request else came, where)


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


MCS_WIDE = Dataset(
    name="usgs__mcs_wide",
    title="Mineral Commodity Summaries, world production, capacity and reserves (2025 layout)",
    publisher=PUBLISHER,
    licence=LICENCE,
    documentation="https://doi.org/10.5066/P13XCP3R",
    media="zip",
    encoding="utf-8-sig|cp1252",
    requests=wide_requests,
    due=lambda settings: sorted(WIDE_EDITIONS),
    check=check_wide,
    from_file=_from_file(wide_requests),
    attribution=ATTRIBUTION,
)

MCS_LONG = Dataset(
    name="usgs__mcs_long",
    title="Mineral Commodity Summaries, every table of every chapter (layout since 2026)",
    publisher=PUBLISHER,
    licence=LICENCE,
    documentation="https://doi.org/10.5066/P1WKQ63T",
    media="csv",
    encoding="cp1252",
    requests=long_requests,
    due=lambda settings: sorted(LONG_EDITIONS),
    check=check_long,
    from_file=_from_file(long_requests),
    attribution=ATTRIBUTION,
)

DS140 = Dataset(
    name="usgs__ds140",
    title="Data Series 140, historical statistics of rare earths since 1900",
    publisher=PUBLISHER,
    licence=LICENCE,
    documentation="https://www.usgs.gov/media/files/rare-earths-historical-statistics-data-series-140",
    media="xlsx",
    requests=ds140_requests,
    partitioned=False,
    from_file=lambda path: next(ds140_requests(Settings(), None)),
    attribution="U.S. Geological Survey, Data Series 140",
)
