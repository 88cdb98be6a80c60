"""UN Comtrade API v1: annual goods trade by reporter, partner, flow and HS code.

Grain: reporter x partner x flow x HS code x year. Values in current US dollars (imports CIF, exports FOB as a rule),
net weight in kg. Revised in place, months to years later; only a kept body shows what was served before.
Licence: UN Comtrade terms of use; redistribution of data is restricted. Documentation: https://comtradedeveloper.un.org
and https://uncomtrade.org/docs.

Two routes answer the same question: the keyless preview (500 rows a call) and, with a key, the final data (100,000
rows a call). Omitting a dimension returns its details beside its total, so the total of each is always asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from warehouse.errors import DataError

BASE_URL = "https://comtradeapi.un.org"
PREVIEW_CAP, KEYED_CAP = 500, 100_000
FLOWS = ("M", "X")

# Comtrade's own codes, not ISO's: 842 and 699 are what 840 and 356 are elsewhere.
REPORTERS = {"JPN": "392", "CHN": "156", "USA": "842", "KOR": "410", "DEU": "276", "IND": "699", "TWN": "490"}

_TOTALS = {"partner2Code": "0", "customsCode": "C00", "motCode": "0", "breakdownMode": "classic"}


def requests(settings: Settings, partition: str | None) -> Iterator[Request]:
    """One request per reporter, flow and HS code of a year on the preview; with a key, one per reporter and flow."""
    key = settings.key("comtrade")
    route, cap = ("data/v1/get", KEYED_CAP) if key else ("public/v1/preview", PREVIEW_CAP)
    batches = [settings.hs_codes] if key else [[code] for code in settings.hs_codes]
    for reporter in settings.reporters:
        for flow in FLOWS:
            for codes in batches:
                yield _request(settings, route, cap, key, reporter, flow, codes, str(partition))


def _request(
    settings: Settings,
    route: str,
    cap: int,
    key: str | None,
    reporter: str,
    flow: str,
    codes: list[str],
    period: str,
) -> Request:
    area = _area(reporter)
    return Request(
        key=f"A-{area}-{flow}-{'+'.join(codes)}-{period}",
        url=f"{settings.base_url('comtrade', BASE_URL)}/{route}/C/A/HS",
        params={
            "reporterCode": area,
            "period": period,
            "cmdCode": ",".join(codes),
            "flowCode": flow,
            **_TOTALS,
            "includeDesc": "false",
            "maxRecords": str(cap),
        },
        scope={"freq": ["A"], "reporter": [area], "flow": [flow], "cmd": codes, "period": [period]},
        secrets={"Ocp-Apim-Subscription-Key": key} if key else {},
        row_cap=cap,
    )


def _area(reporter: str) -> str:
    if reporter not in REPORTERS and not reporter.isdigit():
        raise DataError(
            expected=f"a reporter among {', '.join(REPORTERS)}, or a Comtrade area code",
            came=repr(reporter),
            where="setting CHOKEPOINT_REPORTERS",
            next_step="Correct the setting; area codes are in the table reference.economy",
        )
    return REPORTERS.get(reporter, reporter)


def check(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is a whole answer: an envelope, its count of rows, no error, below the cap."""
    try:
        answer: Any = json.loads(body)
    except ValueError as error:
        raise _wrong(where, "a whole JSON answer", f"text that ends or breaks at {error}") from error
    if not isinstance(answer, dict) or not isinstance(answer.get("data"), list):
        raise _wrong(where, "an answer with the fields count, data (a list) and error", _shape(answer))
    if answer.get("error"):
        raise _wrong(where, "an answer without an error", f"the error {answer['error']!r}: {answer.get('errorObject')}")
    rows = answer["data"]
    if answer.get("count") != len(rows):
        raise _wrong(where, f"count {answer.get('count')} rows", f"{len(rows)} rows")
    cap = request.row_cap if request else None
    if cap and len(rows) >= cap:
        raise _wrong(where, f"fewer than {cap} rows, the cap of this route", f"truncated: {len(rows)} rows")


def due(settings: Settings) -> list[str]:
    """The years that are still revised or newly published: the last `years_back` before this one."""
    this_year = datetime.now(UTC).year
    return [str(year) for year in range(this_year - settings.years_back, this_year)]


def _shape(answer: object) -> str:
    return (
        f"an object with {', '.join(map(str, answer)) or 'no field'}"
        if isinstance(answer, dict)
        else type(answer).__name__
    )


def _wrong(where: str, expected: str, came: str) -> DataError:
    return DataError(
        expected=expected,
        came=came,
        where=where,
        next_step="Nothing was loaded; ask again later, or with a narrower request",
    )


TRADE = Dataset(
    name="comtrade__trade",
    title="Annual goods trade by reporter, partner and HS code",
    publisher="UN Comtrade",
    licence="UN Comtrade terms of use: small extract, with attribution",
    documentation="https://uncomtrade.org/docs",
    media="json",
    requests=requests,
    due=due,
    check=check,
)
