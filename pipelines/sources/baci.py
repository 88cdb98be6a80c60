"""CEPII BACI: bilateral trade at the level of products, exporters' and importers' records reconciled into one figure.

Measures: value and quantity of trade between two economies, after removing freight and insurance from the importer's
record (so FOB) and weighing both records by how reliable their reporters are. It is no reporter's own statistic.
Grain: exporter x importer x HS6 code x year. Values in thousands of current US dollars, quantities in tonnes; trade
below 1,000 dollars is not there. One release a year, in January or February, which revises all years; the newest year
of a release is provisional. Each release comes in every edition of the Harmonized System since 1992.
Licence: Etalab Open Licence 2.0, with attribution.
Documentation: https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37

`trade` is the publisher's layout: one CSV file per year in a zip archive per edition. An archive is several hundred
megabytes, so none is asked for until CHOKEPOINT_BASE_URLS__BACI names the folder that holds them; a downloaded archive,
or one year of it, loads with `chokepoint import baci__trade FILE`. `material_flow` is a third party's extract of
2002-2023 by material, without codes and quantities and with small flows cut off: a key such as gallium stands for all
of HS 811292, and so do germanium and hafnium.

Proved on the publisher's own figures: 74 codes of 1995 to 2024 (HS 1992) and 31 codes of 2022 (HS 2017) in the
publisher's columns, selected by a third party. Never seen here: an archive as CEPII offers it; its layout is that of
its description and of public readers.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from pipelines.settings import Settings
from pipelines.sources.baci_files import MEMBERS, Named, check_archive, named, wrong
from pipelines.sources.contract import Dataset, Request

EDITION, RELEASE = "HS22", "V202601"
TRADE_HEADER = "t,i,j,k,v,q"
MATERIAL_HEADER = "year,exporter_iso2,importer_iso2,material,value_usd"
DOCUMENTATION = "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37"
EXTRACT = "https://github.com/Varcolacus/critical-materials-atlas"
LICENCE = "CEPII BACI, Etalab Open Licence 2.0, with attribution"

_EXTRACT_NAME = re.compile(r"baci_(V[0-9]{6}[a-z]?)_flows_([0-9]{4})_([0-9]{4})\.csv(?:\.gz)?", re.IGNORECASE)


def requests(settings: Settings, partition: str | None) -> Iterator[Request]:
    """The archive of the newest release, where the setting says from which folder; else nothing."""
    if "baci" in settings.base_urls:
        # Unverified: the folder's address. One download by hand shows it.
        name = f"BACI_{EDITION}_{RELEASE}.zip"
        yield _request(EDITION, None, RELEASE, f"{settings.base_url('baci', '')}/{name}")


def from_file(path: Path) -> Request:
    """What a downloaded archive, or one year of it, is of, from the publisher's names for it."""
    found = named(path)
    return _request(found.edition, found.year, found.release, DOCUMENTATION)


def _request(edition: str, year: str | None, release: str, url: str) -> Request:
    """The release is no part of the key: a later one is a new vintage of the same figures."""
    return Request(
        key=f"{edition}-{year}" if year else edition,
        url=url,
        scope={"hs_edition": [edition], "release": [release], **({"year": [year]} if year else {})},
    )


def extract_from_file(path: Path) -> Request:
    """What a downloaded extract by material is of, from its name."""
    found = _EXTRACT_NAME.fullmatch(path.name)
    if found is None:
        raise wrong(str(path), "a file named like baci_V202601_flows_2002_2023.csv.gz", path.name)
    release, first, last = found.groups()
    return Request(key=f"{first}-{last}", url=EXTRACT, scope={"release": [release.upper()], "year": [first, last]})


def no_address(settings: Settings, partition: str | None) -> list[Request]:
    """No request: the extract comes with the snapshot, or through `chokepoint import`."""
    return []


def check_trade(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless each table in the body has the publisher's columns, and an archive all years."""
    check_archive(io.BytesIO(body), where, TRADE_HEADER, _release(request))


def check_trade_file(path: Path, where: str, request: Request | None) -> None:
    """The same of a file on disk, which may be larger than memory."""
    with path.open("rb") as file:
        check_archive(file, where, TRADE_HEADER, _release(request))


def check_material_flow(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the table in the body has the extract's columns."""
    check_archive(io.BytesIO(body), where, MATERIAL_HEADER)


def _release(request: Request | None) -> Named | None:
    if request is None:
        return None
    (edition,), (release,) = request.scope["hs_edition"], request.scope["release"]
    return Named(edition, next(iter(request.scope.get("year", [])), None), release)


TRADE = Dataset(
    name="baci__trade",
    title="Reconciled bilateral trade by HS6 code and year",
    publisher="CEPII",
    licence=LICENCE,
    documentation=DOCUMENTATION,
    media="zip",
    requests=requests,
    encoding=f"members:{MEMBERS}",
    partitioned=False,
    check=check_trade,
    check_file=check_trade_file,
    attribution="CEPII, BACI (Gaulier and Zignago 2010)",
    from_file=from_file,
)
MATERIAL_FLOW = Dataset(
    name="baci__material_flow",
    title="Reconciled bilateral trade by material and year, an extract",
    publisher="CEPII, extract by Varcolacus/critical-materials-atlas",
    licence=LICENCE,
    documentation=EXTRACT,
    media="gzip",
    requests=no_address,
    partitioned=False,
    check=check_material_flow,
    attribution="CEPII, BACI (Gaulier and Zignago 2010); extract by Varcolacus/critical-materials-atlas",
    from_file=extract_from_file,
)
