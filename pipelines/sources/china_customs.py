"""General Administration of Customs of China (GACC): monthly exports and imports by eight-digit code and country.

Grain: month x code x trading partner, of one direction, as a person queries and downloads it: the direction is not in
the file. Values in whole US dollars or yuan (exports FOB, imports CIF), quantities in up to two units of the code.
Exports and imports of a month appear about the 20th of the next one, and are revised once a year.
Licence: none stated; figures may be used with the source named. Documentation: http://stats.customs.gov.cn/

There is no machine interface: the query page has a CAPTCHA and turns programs away. A file loads with `chokepoint
import china_customs__trade FILE`. Its name says what was queried: direction, codes and year, as in
`X-280530+2846-2024.csv`; it holds all partners and months, and all codes below those in its name.
The file is GB 18030 text with thousands separators and an empty last column. Unverified: how a figure that is withheld
is written; one download of such a code would settle it. Until then a quantity that is no number is set aside.
"""

from __future__ import annotations

import re
from pathlib import Path

from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from warehouse.errors import DataError

DOCUMENTATION = "http://stats.customs.gov.cn/"
COLUMNS = ("数据年月", "商品编码", "贸易伙伴编码", "第一数量", "第一计量单位")
VALUES = {"美元": "USD", "人民币": "CNY"}

_NAME = re.compile(r"([MX])-(\d{4,8}(?:\+\d{4,8})*)-((?:19|20)\d\d)\.csv", re.IGNORECASE)


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
    """Raise DataError unless the body begins with the columns of the publisher, with one of values."""
    try:
        first = body.split(b"\n", 1)[0].decode("utf-8-sig")
    except UnicodeDecodeError:
        first = body.split(b"\n", 1)[0].decode("gb18030", errors="replace")
    came = {name.strip().strip('"') for name in first.split(",")}
    if not came.issuperset(COLUMNS) or len(came & VALUES.keys()) != 1:
        raise DataError(
            expected=f"the columns {', '.join(COLUMNS)} and {' or '.join(VALUES)}",
            came=first.strip()[:200],
            where=where,
            next_step="Query by month, code and partner, and download as CSV; nothing was landed",
        )


TRADE = Dataset(
    name="china_customs__trade",
    title="China's exports and imports by eight-digit code, country and month",
    publisher="General Administration of Customs of China",
    licence="None stated; figures with the source named",
    documentation=DOCUMENTATION,
    media="csv",
    encoding="cells:utf-8-sig|gb18030",
    requests=no_address,
    check=check,
    from_file=from_file,
    attribution="General Administration of Customs of China",
)
