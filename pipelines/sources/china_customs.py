"""General Administration of Customs of China (GACC): monthly exports and imports by eight-digit code and country.

Grain: month x code x trading partner, of one direction, as a person queries and downloads it: the direction is not in
the file. Values in whole US dollars or yuan (exports FOB, imports CIF), quantities in up to two units of the code.
Exports and imports of a month appear about the 20th of the next one, and are revised once a year.
Licence: none stated; figures may be used with the source named. Documentation: http://stats.customs.gov.cn/

There is no machine interface: the query page has a CAPTCHA and turns programs away. A file loads with `chokepoint
import china_customs__trade FILE`, from the Chinese page or the English one. Its name says what was queried: direction,
codes and year, as in `X-280530+2846-2024.csv`, or one month, `X-2846-202403.csv`. Query all partners, with the months
apart. `X-2846-2024-selection.csv` is a file of chosen partners, of which no share is made; `X-2846-2024-all.csv` says
that there are no others, where they are few. A query of one month comes without the column of months, so that the name
has to say it; one of several months added up comes without it too, and is refused.
The file is GB 18030 text with thousands separators and an empty last column; which columns it has, and in which order,
depends on the query. The page cuts a download off at 10,000 rows without a word.

Proved on the publisher's own bodies: two downloads of the Chinese page, in yuan and of chosen partners, and the columns
of the English page on a retyped excerpt; the list of partners is the publisher's own. Never seen here: a download of
all partners, one in US dollars from the Chinese page, and how a figure that is withheld is written, nor the English
names of units other than Kilogram. Until then the value of a row whose quantity is no number counts as of unknown
origin.
"""

from __future__ import annotations

from functools import partial

from pipelines.settings import Settings
from pipelines.sources.contract import CappedError, Dataset, Request
from pipelines.sources.query_file import named
from warehouse.errors import DataError

DOCUMENTATION = "http://stats.customs.gov.cn/"
ROW_CAP = 10_000
MONTH = ("数据年月", "Date of data")
NEEDED = (("商品编码", "Commodity code"), ("贸易伙伴编码", "Trading partner code"))
VALUES = ("美元", "人民币", "US dollar", "Renminbi Yuan")


def no_address(settings: Settings, partition: str | None) -> list[Request]:
    """No request: nobody but a person is answered. Files come through `chokepoint import`."""
    return []


def check(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body has the publisher's columns, one of values, and is not cut off."""
    lines = [line for line in body.split(b"\n") if line.strip()]
    first = lines[0] if lines else b""
    try:
        header = first.decode("utf-8-sig")
    except UnicodeDecodeError:
        header = first.decode("gb18030", errors="replace")
    came = {name.strip().strip('"') for name in header.replace("\t", ",").split(",")}
    if not all(came.intersection(names) for names in NEEDED) or len(came.intersection(VALUES)) != 1:
        needed = ", ".join(" or ".join(names) for names in NEEDED)
        raise DataError(
            expected=f"the columns {needed}, and one of {', '.join(VALUES)}",
            came=header[:200],
            where=where,
            next_step="Query by month, code and partner, in one currency, and download as CSV; nothing was landed",
        )
    if request is None:
        return
    if not came.intersection(MONTH) and "month" not in request.scope:
        raise DataError(
            expected=f"the column {' or '.join(MONTH)}, or a month in the name of the file",
            came=header[:200],
            where=where,
            next_step="Of one month: name the file as X-284690-202403.csv. Of several that were added up: query them "
            "apart, by month. Nothing was landed",
        )
    if request.row_cap and len(lines) - 1 == request.row_cap:
        raise CappedError(
            expected=f"fewer than {request.row_cap:,} rows, at which the page cuts a download off",
            came=f"truncated: exactly {request.row_cap:,} rows",
            where=where,
            next_step="Query fewer codes, or one month at a time, and import each file; nothing was landed",
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
    from_file=partial(named, address=DOCUMENTATION, most_digits=8, row_cap=ROW_CAP),
    attribution="General Administration of Customs of China",
)
