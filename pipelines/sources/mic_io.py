"""Ministry of Internal Affairs and Communications, Japan's input-output table of 2011 in 13 sectors.

Measures: deliveries of each sector to each sector and to final demand, and value added, in millions of yen at current
producers' prices. Grain: row x column. Imports, customs duties and commodity taxes on imports are negative columns, so
that a row adds up to domestic output; so does a column. A benchmark table every five years, not revised.
Licence: e-Stat terms of use, compatible with CC BY 4.0. Documentation: e-Stat table 0003119272,
https://www.soumu.go.jp/english/dgpp_ss/data/io/index.htm

Proved on the publisher's own figures: the whole table, in a long form of a third party.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from warehouse.errors import DataError

DOCUMENTATION = "https://www.soumu.go.jp/english/dgpp_ss/data/io/index.htm"
HEADER = ["input_type", "input_name", "output_type", "output_name", "value_M"]


def no_address(settings: Settings, partition: str | None) -> list[Request]:
    """No request: the file has no live address. It comes with the snapshot, or through `chokepoint import`."""
    return []


def from_file(path: Path) -> Request:
    """The year of the table is in the file's name, as in `mic_iotable_13sector_2011.csv`. Raises DataError without."""
    year = re.search(r"(?:19|20)\d\d", path.name)
    if year is None:
        raise DataError(
            expected="a file name with the year of the table, such as mic_iotable_13sector_2011.csv",
            came=path.name,
            where="chokepoint import mic_io__table",
            next_step="Rename the file; nothing was landed",
        )
    return request(year.group())


def request(year: str) -> Request:
    """The vintage unit: the table of one year."""
    return Request(key=f"JPN-{year}", url=DOCUMENTATION, scope={"economy": ["JPN"], "year": [year]})


def check(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body begins with the five columns of the table."""
    text = body.decode("utf-8-sig", errors="replace")
    came = next(csv.reader(io.StringIO(text)), [])
    if came != HEADER:
        raise DataError(
            expected=f"the columns {', '.join(HEADER)}",
            came=", ".join(came)[:200] or "an empty file",
            where=where,
            next_step="Nothing was landed; bring the table into the long form first",
        )


TABLE = Dataset(
    name="mic_io__table",
    title="Input-output table of Japan, 13 sectors",
    publisher="Ministry of Internal Affairs and Communications, Japan",
    licence="e-Stat terms of use (compatible with CC BY 4.0)",
    documentation=DOCUMENTATION,
    media="csv",
    encoding="utf-8-sig",
    requests=no_address,
    partitioned=False,
    check=check,
    attribution="Ministry of Internal Affairs and Communications, Input-Output Tables for Japan (e-Stat)",
    from_file=from_file,
)
