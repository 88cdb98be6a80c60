"""UN Comtrade's annual trade of all reporters in chosen HS6 codes, downloaded from the keyed API by a third party.

Grain as delivered: reporter x partner x flow x HS6 code x a breakdown whose columns were dropped (customs procedure,
mode of transport, second partner), so that a key stands up to 532 times: once as its total, else as details. Current US
dollars (imports CIF or FOB, as the reporter compiles them; exports FOB) and kg of net weight; neither edition nor
estimation flags were kept. One gzip-compressed CSV file a year, in one of two layouts. Revision habit: none known.
Licence: none stated by the downloader; UN Comtrade terms of use. Documentation:
https://github.com/Varcolacus/critical-materials-atlas and https://uncomtrade.org/docs.

There is no address: a file loads with `chokepoint import comtrade_extract__trade FILE`. The year in its name is part of
the key, so that a later file of the same year is a new vintage.

Proved on the downloader's own files: those of 2022 and 2024, whole.
"""

from __future__ import annotations

import gzip
import re
import zlib
from pathlib import Path

from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from warehouse.errors import DataError

DOCUMENTATION = "https://github.com/Varcolacus/critical-materials-atlas"
HEADERS = (
    "year,reporter,partner,cmd,flow,value,netwgt,qty,qtyunit",
    "reporter,partner,cmd,flow,value,netwgt",
)

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def no_address(settings: Settings, partition: str | None) -> list[Request]:
    """No request: the files have no live address. They come through `chokepoint import`."""
    return []


def from_file(path: Path) -> Request:
    """What a downloaded file is of, from the year in its name. Raises DataError when it names none, or several."""
    years = _YEAR.findall(path.name)
    if len(years) != 1 or not path.name.lower().endswith(".csv.gz"):
        raise DataError(
            expected="a file named with its one year, such as comtrade_2022.csv.gz",
            came=path.name,
            where=str(path),
            next_step="Rename the file; nothing was landed",
        )
    return Request(
        key=f"A-extract-{years[0]}",
        url=DOCUMENTATION,
        scope={"freq": ["A"], "flow": ["M", "X"], "period": years},
    )


def check(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is a whole gzip file whose header is of a known layout."""
    try:
        header = gzip.decompress(body).split(b"\n", 1)[0].strip().decode(errors="replace")
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise _wrong(where, "a whole gzip file", f"one that does not unpack ({error})") from error
    if header not in HEADERS:
        raise _wrong(where, f"the header {' or '.join(HEADERS)}", f"the header {header[:200]}")


def _wrong(where: str, expected: str, came: str) -> DataError:
    return DataError(
        expected=expected,
        came=came,
        where=where,
        next_step="Nothing was landed; compare the file with pipelines/sources/comtrade_extract.py",
    )


TRADE = Dataset(
    name="comtrade_extract__trade",
    title="Annual goods trade of all reporters in chosen HS6 codes, an extract of the keyed API",
    publisher="UN Comtrade, extract by Varcolacus/critical-materials-atlas",
    licence="None stated by the downloader; UN Comtrade terms of use",
    documentation=DOCUMENTATION,
    media="gzip",
    requests=no_address,
    check=check,
    from_file=from_file,
    attribution="UN Comtrade database, United Nations; extract by Varcolacus/critical-materials-atlas",
)
