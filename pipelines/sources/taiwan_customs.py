"""Customs Administration of Taiwan: monthly exports and imports by tariff code and country.

Grain: month x code x country, of one direction, as a person queries and downloads it. Values in thousands of US
dollars (exports FOB, imports CIF), weights in tonnes or kilograms where they were queried. A month appears about the
10th of the next one, marked as preliminary, and is revised later.
Licence: not verified; figures may be used with the source named. Documentation: https://portal.sw.nat.gov.tw/APGA/GA30E

There is no machine interface: the query page has a CAPTCHA. A file loads with `chokepoint import taiwan_customs__trade
FILE`. Query by month, code and country, all countries, in US dollars (and weight), in English, and download as CSV; a
file of whole years, which the page offers too, is refused. The name of the file says what was queried: direction,
codes and year, as in `X-280530+2846-2024.csv`, or one month, `X-2846-202403.csv`; with `-selection` before .csv where
countries were chosen, and `-all` where there are few. A code comes back as it was queried; codes have four to eleven
digits.
The columns are those of the English page, on which several public readers agree: Imports/Exports, Time (2024/1),
Commodity Code, Description of Good, Country(Area), Value(USD$ 1000). They are found by name, and others are not read.
The header of the Chinese page is refused. Countries are names, looked up by their words in any order; a name that the
table of areas lacks is of unknown origin. Letters outside Big5 come as `?`.

Proved on the publisher's own bodies: the columns and 62 names of countries, on the first 200 rows of a yearly download.
Never seen here: a monthly file; the names of the weights, Weight(TNE), which one reader shows, and Weight(KGM), which
none does; the spelling of rare countries; and how a protected country or figure is written.
"""

from __future__ import annotations

import csv
from functools import partial

from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from pipelines.sources.query_file import named
from warehouse.errors import DataError

DOCUMENTATION = "https://portal.sw.nat.gov.tw/APGA/GA30E"
COLUMNS = ("Imports/Exports", "Time", "Commodity Code", "Country(Area)", "Value(USD$ 1000)")


def no_address(settings: Settings, partition: str | None) -> list[Request]:
    """No request: nobody but a person is answered. Files come through `chokepoint import`."""
    return []


def check(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body begins with the columns of the English page and goes on with months."""
    header, _, rest = body.partition(b"\n")
    try:
        first = header.decode("utf-8-sig")
    except UnicodeDecodeError:
        first = header.decode("cp950", errors="replace")
    names = [name.strip().strip('"') for name in first.replace("\t", ",").split(",")]
    if not set(names).issuperset(COLUMNS):
        raise DataError(
            expected=f"the columns {', '.join(COLUMNS)}",
            came=first[:200],
            where=where,
            next_step="Query by month, code and country in US dollars on the English page; nothing was landed",
        )
    # the time stands before the names, in which there may be commas
    times = {row[names.index("Time")] for row in csv.reader(rest.decode("cp950", errors="replace").splitlines()) if row}
    years = sorted(time for time in times if time.strip().isdigit())
    if years:
        raise DataError(
            expected="months, such as 2024/1",
            came=f"whole years: {', '.join(years[:3])}",
            where=where,
            next_step="Query the same by month, one direction at a time; nothing was landed",
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
    from_file=partial(named, address=DOCUMENTATION, most_digits=11),
    attribution="Customs Administration, Ministry of Finance, Taiwan",
)
