"""USGS Mineral Commodity Summaries: the data releases of the yearly editions.

Measures: mine, smelter and refinery production, capacity and reserves of each mineral by country for the two years
before the edition, and five years of salient statistics of the United States. Grain: commodity x statistic x country
x year, in the unit printed beside it. Figures of the newest year are estimates; China's rare-earth production is its
production quota; world totals are rounded. Published once a year, at the end of January or in February; the next
edition revises the year before, and errata reach the printed edition only.
Licence: US Government work, public domain (CC0). Documentation: https://doi.org/10.5066/P13XCP3R (2025),
https://doi.org/10.5066/P1WKQ63T (2026).

Three layouts: `mcs_world` (2022 to 2024: one CSV per commodity in a zip, columns that differ by file), `mcs_wide`
(2025: one row per commodity and country, years as columns, one CSV in a zip) and `mcs_long` (since 2026: one row per
figure, every section of every chapter, Windows-1252). The archive of 2024 is reported gone from its address; the files
of its commodities can be imported one by one, and whichever was seen last, file or archive, stands for its commodity.

Traps of `mcs_world`: numbers of footnotes and the e of estimates stand behind names (New Caledonia9, Japane) and once
before a figure (11 66,000); a column may be of one form (Cap_Sponge_t_2021 beside Cap_Pigment_t_2021), without a name,
or name a wrong unit (the notes and the other editions say which); Source and Type may be empty. A row, value or name
that cannot be read is told and spoils its own table at most.

Proved on the publisher's own bodies: 159 files of `mcs_world` (12 of 2022, 75 of 2023, 72 of 2024), the file of
`mcs_wide`, the file of `mcs_long` and the workbook of `ds140`, each whole. Never seen here: the archives of 2022 to
2024 as the publisher packs them, and of their files potash (2023 and 2024), lime (2023), barite, cobalt, garnet and
phosphate rock (2024).

Data Series 140 (`ds140`): historical statistics of rare earths of the United States and the world since 1900, one
workbook, metric tons of rare-earth oxide equivalent; revised every few years, last on 27 September 2023. Licence as
above. Documentation: https://www.usgs.gov/media/files/rare-earths-historical-statistics-data-series-140
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from pipelines.sources.usgs_check import check_long, check_wide, check_world
from warehouse.errors import DataError

BASE_URL = "https://www.sciencebase.gov"
MEDIA_URL = "https://d9-wret.s3.us-west-2.amazonaws.com"
DS140_PATH = "assets/palladium/production/s3fs-public/media/files/ds140-rare-earths-2020.xlsx"
PUBLISHER = "USGS National Minerals Information Center"
LICENCE = "US Government work, public domain (CC0)"
ATTRIBUTION = "U.S. Geological Survey, Mineral Commodity Summaries"

_COMMODITY = re.compile(r"mcs(20[0-9]{2})-([a-z0-9-]+)_world\.csv")

# ScienceBase item and file of each edition.
WORLD_EDITIONS = {
    "2022": ("6197ccbed34eb622f692ee1c", "world.zip"),
    "2023": ("63b5f411d34e92aad3caa57f", "world.zip"),
    "2024": ("65a6e45fd34e5af967a46749", "world.zip"),
}
WIDE_EDITIONS = {"2025": ("677eaf95d34e760b392c4970", "World_Data_Release_MCS_2025.zip")}
LONG_EDITIONS = {"2026": ("69837e43b66b01367d7ec7c7", "MCS2026_Commodities_Data.csv")}


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


def world_requests(settings: Settings, partition: str | None) -> Iterator[Request]:
    """The archive of an edition of 2022 to 2024."""
    yield _request(settings, partition, WORLD_EDITIONS, "world")


def _world_file(path: Path) -> Request:
    """What a downloaded file answers: the archive of an edition, or one commodity as in mcs2024-raree_world.csv.

    An archive is known by the files in it, whatever its name: the publisher calls each of them world.zip. One of a
    single commodity is that commodity.
    """
    found = [_COMMODITY.fullmatch(name.lower()) for name in _names_in(path)]
    files = [match.groups() for match in found if match]
    if not files:
        return _from_file(world_requests)(path)
    editions = sorted({edition for edition, _ in files})
    if len(editions) > 1:
        raise DataError(
            expected="the files of one edition",
            came=f"files of {', '.join(editions)}",
            where=path.name,
            next_step="Import one archive for each edition",
        )
    whole = next(world_requests(Settings(), editions[0]))
    if len(files) > 1:
        return whole
    ((edition, slug),) = files
    name = {"name": f"mcs{edition}-{slug}_world.csv"}
    return Request(key=f"mcs-{slug}-{edition}", url=whole.url, params=name, scope={**whole.scope, "commodity": [slug]})


def _names_in(path: Path) -> list[str]:
    """The names of the files in an archive, or of a bare file."""
    if path.exists() and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return [PurePosixPath(name).name for name in archive.namelist()]
    return [path.name]


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


MCS_WORLD = Dataset(
    name="usgs__mcs_world",
    title="Mineral Commodity Summaries, world tables by commodity (2022 to 2024 layout)",
    publisher=PUBLISHER,
    licence=LICENCE,
    documentation="https://doi.org/10.5066/P144BA54",
    media="zip",
    encoding="cells:utf-8-sig|cp1252",
    requests=world_requests,
    check=check_world,
    from_file=_world_file,
    attribution=ATTRIBUTION,
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
    encoding="utf-8-sig|cp1252",
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
