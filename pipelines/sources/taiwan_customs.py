"""Customs Administration of Taiwan: monthly exports and imports by tariff code and country.

Grain: month x code x country, of one direction, as a person queries and downloads it. Values in thousands of US
dollars (exports FOB, imports CIF), weights in tonnes or kilograms where they were queried. A month appears about the
10th of the next one, marked as preliminary, and is revised later.
Licence: not verified; figures may be used with the source named. Documentation: https://portal.sw.nat.gov.tw/APGA/GA30E

There is no machine interface: the query page has a CAPTCHA. A file loads with `chokepoint import taiwan_customs__trade
FILE`. Query by month, code and country, in US dollars (and weight), in English, and download as CSV. The name of the
file says what was queried: direction, codes and year, as in `X-280530+2846-2024.csv`. A code comes back as it was
queried; codes have four to eleven digits.
The columns are those of the English page, on which several public readers agree: Imports/Exports, Time (2024/1),
Commodity Code, Description of Good, Country(Area), Value(USD$ 1000). Any other header is refused, that of the Chinese
page too. Countries are names, and a name that the table of areas lacks fails the suite. Letters outside Big5 come as
`?`.
Unverified, until one download settles it: the names of the weights, Weight(TNE), which one reader shows, and
Weight(KGM), which none does; the spelling of most countries; and how a protected country or figure is written.
"""

from __future__ import annotations

import re
from pathlib import Path

from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from warehouse.errors import DataError

DOCUMENTATION = "https://portal.sw.nat.gov.tw/APGA/GA30E"
COLUMNS = ("Imports/Exports", "Time", "Commodity Code", "Country(Area)", "Value(USD$ 1000)")
MORE = ("Description of Good", "Weight(TNE)", "Weight(KGM)")

_NAME = re.compile(r"([MX])-(\d{4,11}(?:\+\d{4,11})*)-((?:19|20)\d\d)\.csv", re.IGNORECASE)


def no_address(settings: Settings, partition: str | None) -> list[Request]:
    """No request: nobody but a person is answered. Files come through `chokepoint import`."""
    return []


def from_file(path: Path) -> Request:
    """What a downloaded file is of, from its name. Raises DataError when that does not say."""
    named = _NAME.fullmatch(path.name)
    if named is None:
        raise DataError(
            expected="a file named like X-280530+2846-2024.csv: X for exports or M for imports, codes and year",
            came=path.name,
            where=str(path),
            next_step="Rename the file; nothing was landed",
        )
    flow, codes, year = named[1].upper(), named[2].split("+"), named[3]
    return Request(
        key=f"{flow}-{named[2]}-{year}",
        url=DOCUMENTATION,
        scope={"flow": [flow], "commodity": codes, "year": [year]},
    )


def check(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body begins with the columns of the English page, and with no others."""
    line = body.split(b"\n", 1)[0]
    try:
        first = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        first = line.decode("cp950", errors="replace")
    came = {name.strip().strip('"') for name in first.split(",")} - {""}
    if not came.issuperset(COLUMNS) or not came.issubset(COLUMNS + MORE):
        raise DataError(
            expected=f"the columns {', '.join(COLUMNS)}, and no others than {', '.join(MORE)}",
            came=first.strip()[:200],
            where=where,
            next_step="Query by month, code and country in US dollars on the English page; nothing was landed",
        )


TRADE = Dataset(
    name="taiwan_customs__trade",
    title="Taiwan's exports and imports by tariff code, country and month",
    publisher="Customs Administration, Ministry of Finance, Taiwan",
    licence="Not verified; figures with the source named",
    documentation=DOCUMENTATION,
    media="csv",
    encoding="cells:utf-8-sig|cp950",
    requests=no_address,
    check=check,
    from_file=from_file,
    attribution="Customs Administration, Ministry of Finance, Taiwan",
)
