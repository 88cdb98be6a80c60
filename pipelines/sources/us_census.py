"""US Census Bureau, international trade API: monthly imports and exports of the United States by country and HS code.

Grain: country x HS code (four or six digits) x month, imports and exports in one table. Values in current US dollars:
general imports at customs value (CIF beside it), exports FAS with re-exports. Quantity in the first unit of the code;
six-digit codes whose ten-digit parts have different units come without one. Revised once a year, in June; about five
weeks late.
Licence: US Government work, public domain; the Bureau asks to be named. Documentation:
https://www.census.gov/data/developers/data-sets/international-trade.html

Needs a key (free). Without one the service answers 200 with an HTML page; with nothing to report, 204.

An answer that a person has loads with `chokepoint import us_census__trade FILE`, whatever its name: kept as JSON, or
written as CSV. Query all countries, with SUMMARY_LVL, which tells a country from a group. What it is of are all flows,
codes and months in it; of a file of several years, each is of whole years. Columns are found by their names, the month
in `time` or in YEAR and MONTH, and others are not read.

Proved on the publisher's own figures: 144 rows of one answer, imports of one code and year, written as CSV by a third
party. Never seen here: the JSON of an answer as it comes, exports, and months of a code that has two units.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pipelines.http.errors import FetchError
from pipelines.settings import Settings
from pipelines.sources import us_census_file
from pipelines.sources.answer_file import PREFIX
from pipelines.sources.contract import Dataset, Request
from pipelines.sources.sign import with_sign
from warehouse.errors import DataError

BASE_URL = "https://api.census.gov/data/timeseries/intltrade"

# The variables asked for of each flow; the filters come back beside them, so that a name can come twice.
VARIABLES = {
    "imports": [
        "CTY_CODE",
        "CTY_NAME",
        "I_COMMODITY",
        "GEN_VAL_MO",
        "GEN_QY1_MO",
        "UNIT_QY1",
        "CON_VAL_MO",
        "GEN_CIF_MO",
        "SUMMARY_LVL",
    ],
    "exports": ["CTY_CODE", "CTY_NAME", "E_COMMODITY", "ALL_VAL_MO", "QTY_1_MO", "UNIT_QY1", "SUMMARY_LVL"],
}
CODE = us_census_file.CODE


def requests(settings: Settings, partition: str | None) -> Iterator[Request]:
    """One request per flow and HS code of a year, for all countries; none without a key."""
    key = settings.key("us_census")
    if key is None:
        return
    for flow in VARIABLES:
        for code in settings.hs_codes:
            yield _request(settings, key, flow, code, str(partition))


def _request(settings: Settings, key: str, flow: str, code: str, year: str) -> Request:
    return Request(
        key=f"{flow}-{code}-{year}",
        url=f"{settings.base_url('us_census', BASE_URL)}/{flow}/hs",
        params={
            "get": ",".join(VARIABLES[flow]),
            "COMM_LVL": f"HS{len(code)}",
            CODE[flow]: code,
            "time": f"from {year}-01 to {year}-12",
        },
        scope={"flow": [flow], "commodity": [code], "year": [year]},
        secret_params={"key": key},
    )


def columns(flow: str) -> list[str]:
    """The columns of an answer: the variables, then the filters."""
    return [*VARIABLES[flow], "COMM_LVL", CODE[flow], "time"]


def empty(error: FetchError, request: Request) -> bytes | None:
    """The header alone where the publisher answers 204: it has no figures for the query."""
    return json.dumps([columns(request.scope["flow"][0])]).encode() if error.status == 204 else None


def check(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is a header and rows as wide, for the flow that was asked for."""
    if request is not None and request.key.startswith(PREFIX):
        return  # its rows have said what it is of, and were looked at for that
    try:
        answer: Any = json.loads(body)
    except ValueError as error:
        raise _wrong(where, "a whole JSON answer", f"text that ends or breaks at {error}") from error
    if not isinstance(answer, list) or not answer or not all(isinstance(row, list) for row in answer):
        raise _wrong(where, "a list of lists, the first of which is the header", f"{body[:100]!r}")
    header = answer[0]
    flows = request.scope["flow"] if request else list(VARIABLES)
    if not any(set(columns(flow)) <= set(header) for flow in flows):
        raise _wrong(where, f"the columns {', '.join(columns(flows[0]))}", ", ".join(map(str, header))[:300])
    uneven = next((number for number, row in enumerate(answer) if len(row) != len(header)), None)
    if uneven is not None:
        raise _wrong(where, f"{len(header)} fields in each row", f"{len(answer[uneven])} in row {uneven}")


def due(settings: Settings) -> list[str]:
    """This year and the `years_back` before it, whose months are still published or revised."""
    this_year = datetime.now(UTC).year
    return [str(year) for year in range(this_year - settings.years_back, this_year + 1)]


def newest(settings: Settings, partition: str | None) -> Iterator[Request]:
    """Imports of the first code since last year's January: a release brings both flows and all codes at once."""
    key, year = settings.key("us_census"), datetime.now(UTC).year
    if key is not None:
        whole = _request(settings, key, "imports", settings.hs_codes[0], str(year))
        yield replace(whole, key="imports-newest", params={**whole.params, "time": f"from {year - 1}-01 to {year}-12"})


def rows(body: bytes) -> bytes:
    """The rows of an answer in one order, which is not documented."""
    return json.dumps(sorted(map(json.dumps, json.loads(body)))).encode()


def _wrong(where: str, expected: str, came: str) -> DataError:
    return DataError(
        expected=expected,
        came=came,
        where=where,
        next_step="Nothing was loaded; compare the answer with the publisher's list of variables",
    )


TRADE = with_sign(
    Dataset(
        name="us_census__trade",
        title="Monthly imports and exports of the United States by country and HS code",
        publisher="US Census Bureau",
        licence="US Government work, public domain",
        documentation="https://www.census.gov/data/developers/data-sets/international-trade.html",
        media="json",
        encoding=f"lists:{us_census_file.ENCODINGS}",
        requests=requests,
        due=due,
        check=check,
        attribution="Source: US Census Bureau, international trade data; not endorsed or certified by the Bureau",
        needs_key=True,
        empty=empty,
        from_file=lambda path: us_census_file.from_file(path, BASE_URL),
    ),
    "us_census__newest",
    newest,
    check=check,
    figures=rows,
)
