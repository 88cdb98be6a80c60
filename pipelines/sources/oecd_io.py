"""OECD Input-Output Tables, edition of 2021: who delivers what to whom within one economy, 45 industries, 1995-2018.

Measures: deliveries of each industry to each industry and to final demand, taxes less subsidies, value added and
output, in millions of US dollars at current basic prices. Grain: year x row x column. The tables are of the total kind:
deliveries of domestic and of imported goods together, with imports once more as a negative column (IMPO), so that a row
adds up to domestic output. Rows and columns come with their totals (TTL_INT_FNL, OUTPUT), which are never added to
their parts. A new edition, every two or three years, revises all years.
Licence: OECD terms and conditions, with attribution. Documentation:
https://www.oecd.org/en/data/datasets/input-output-tables.html
The files here are a long form made from the R package github.com/Carol-seven/ionet.

Proved on the publisher's own figures: Japan, 1995 to 2018, whole, in a long form of a third party.
"""

from __future__ import annotations

import re
from pathlib import Path

from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from warehouse.errors import DataError

DOCUMENTATION = "https://www.oecd.org/en/data/datasets/input-output-tables.html"
HEADER = "year,row_code,row_desc,col_code,value_musd"


def no_address(settings: Settings, partition: str | None) -> list[Request]:
    """No request: the long form has no live address. It comes with the snapshot, or through `chokepoint import`."""
    return []


def from_file(path: Path) -> Request:
    """The edition and economy are in the file's name, as in `oecd_iot_2021ed_JPN.csv`. Raises DataError without."""
    edition, economy = re.search(r"(20\d\d)ed", path.name), re.search(r"(?<![A-Z])[A-Z]{3}(?![A-Z])", path.name)
    if edition is None or economy is None:
        raise DataError(
            expected="a file name with the edition and the economy, such as oecd_iot_2021ed_JPN.csv",
            came=path.name,
            where="chokepoint import oecd_io__table",
            next_step="Rename the file; nothing was landed",
        )
    return request(economy.group(), edition.group(1))


def request(economy: str, edition: str) -> Request:
    """The vintage unit: one economy of one edition."""
    return Request(key=f"{economy}-{edition}", url=DOCUMENTATION, scope={"economy": [economy], "edition": [edition]})


def check(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body begins with the five columns of the long form."""
    came = body.decode("utf-8-sig", errors="replace").partition("\n")[0].strip()
    if came != HEADER:
        raise DataError(
            expected=f"the columns {HEADER}",
            came=came[:200] or "an empty file",
            where=where,
            next_step="Nothing was landed; bring the table into the long form first",
        )


TABLE = Dataset(
    name="oecd_io__table",
    title="Input-output tables, total flows, 45 industries",
    publisher="OECD",
    licence="OECD terms and conditions: attribution",
    documentation=DOCUMENTATION,
    media="csv",
    encoding="utf-8-sig",
    requests=no_address,
    partitioned=False,
    check=check,
    attribution="OECD, Input-Output Tables 2021 edition",
    from_file=from_file,
)
