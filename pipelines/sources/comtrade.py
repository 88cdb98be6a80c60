"""UN Comtrade API v1: goods trade by reporter, partner, flow and HS code, annual and monthly.

Grain: reporter x partner x flow x HS code x year or month. Values in current US dollars (imports CIF, exports FOB as a
rule), net weight in kg. Revised in place, months to years later; only a kept body shows what was served before, and
`released_at` of an answer is the publisher's lastReleased of the data sets in it.
Licence: UN Comtrade terms of use; redistribution of data is restricted. Documentation: https://comtradedeveloper.un.org
and https://uncomtrade.org/docs.

Two routes answer the same question: the keyless preview (500 rows a call) and, with a key, the final data (100,000
rows a call). Omitting a dimension returns its details beside its total, so the total of each is always asked for.
What is asked for again is what the list of availability shows as released since.

A file that a person has loads with `chokepoint import comtrade__trade FILE`, whatever its name: the CSV of the site
(comtradeplus.un.org), or an answer of the API kept as JSON, whole or its list of rows. Choose all partners, World among
them; rows of details beside the totals are left out by name, and what has details alone is refused. What such a file is
of is every reporter, flow, code and period in it, each with each, as on the site's form: it takes the place of what was
answered for them before, also where it has no row. Columns are found by their names, and others are not read.

Proved on the publisher's own bodies: 32 answers of the preview whole, and the rows of 21 more. Never seen here: a CSV
of the site itself; its columns are known from public readers, which agree on the fields of the API, Latin letters of
Windows, and a comma more at the end of each row than of the header.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import product
from typing import Any

from pipelines.settings import Settings
from pipelines.sources import comtrade_file
from pipelines.sources.comtrade_answer import BASE_URL, REPORTERS, area, figures, frequencies, sendable
from pipelines.sources.comtrade_answer import check as check_answer
from pipelines.sources.comtrade_lists import AVAILABILITY
from pipelines.sources.contract import CappedError, Dataset, Release, Releases, Request

__all__ = ["BASE_URL", "FLOWS", "KEYED_CAP", "PREVIEW_CAP", "REPORTERS", "TRADE", "check", "due", "parts", "requests"]

PREVIEW_CAP, KEYED_CAP = 500, 100_000
FLOWS = ("M", "X")
CODES_A_REQUEST = 17  # their list is part of the key, whose length is bounded

_TOTALS = {"partner2Code": "0", "customsCode": "C00", "motCode": "0", "breakdownMode": "classic"}


def requests(settings: Settings, partition: str | None) -> Iterator[Request]:
    """The requests of a year: per frequency, reporter and flow one per HS code on the preview, per 17 with a key.

    The months of a year are one request: at most 12 periods are taken at once.
    """
    key, year, codes = settings.key("comtrade"), int(str(partition)), list(dict.fromkeys(settings.hs_codes))
    size = CODES_A_REQUEST if key else 1
    batches = [codes[first : first + size] for first in range(0, len(codes), size)]
    for frequency in frequencies(settings):
        periods = _periods(frequency, year)
        if periods:
            for reporter, flow, batch in product(settings.reporters, FLOWS, batches):
                yield _request(settings, key, frequency, area(reporter), flow, batch, periods, str(year))


def _request(
    settings: Settings,
    key: str | None,
    frequency: str,
    reporter: str,
    flow: str,
    codes: list[str],
    periods: list[str],
    year: str,
) -> Request:
    route, cap = ("data/v1/get", KEYED_CAP) if key else ("public/v1/preview", PREVIEW_CAP)
    return sendable(
        Request(
            key=f"{frequency}-{reporter}-{flow}-{'+'.join(codes)}-{year}",
            url=f"{settings.base_url('comtrade', BASE_URL)}/{route}/C/{frequency}/HS",
            params={
                # The official client writes reportercode; recorded calls of both spellings were answered.
                "reporterCode": reporter,
                "period": ",".join(periods),
                "cmdCode": ",".join(codes),
                "flowCode": flow,
                **_TOTALS,
                "includeDesc": "false",
                "maxRecords": str(cap),
            },
            scope={"freq": [frequency], "reporter": [reporter], "flow": [flow], "cmd": codes, "period": periods},
            secrets={"Ocp-Apim-Subscription-Key": key} if key else {},
            row_cap=cap,
        )
    )


def parts(request: Request) -> list[Request]:
    """A request in two: half of its codes each, or half of its periods; none when it asks for one of each."""
    for name, param in (("cmd", "cmdCode"), ("period", "period")):
        whole = request.scope[name]
        if len(whole) > 1:
            middle = len(whole) // 2
            return [_narrowed(request, name, param, half) for half in (whole[:middle], whole[middle:])]
    return []


def _narrowed(request: Request, name: str, param: str, values: list[str]) -> Request:
    frequency, reporter, flow, codes, periods = request.key.split("-")
    codes, periods = ("+".join(values), periods) if name == "cmd" else (codes, "+".join(values))
    return replace(
        request,
        key="-".join((frequency, reporter, flow, codes, periods)),
        params={**request.params, param: ",".join(values)},
        scope={**request.scope, name: values},
    )


def release(request: Request, listed: Sequence[bytes]) -> Release | None:
    """What the list of availability has of the reporter and periods of a request; None when it has nothing yet."""
    scope = request.scope
    wanted = set(product(scope["freq"], scope["reporter"], scope["period"]))
    found = [
        row
        for body in listed
        for row in _available(body)
        if (str(row["freqCode"]), str(row["reporterCode"]), str(row["period"])) in wanted
    ]
    revision = "+".join(sorted("{datasetCode}:{datasetChecksum}:{lastReleased}".format(**row) for row in found))
    return Release(revision, max(str(row["lastReleased"]) for row in found)) if found else None


@lru_cache(maxsize=8)
def _available(body: bytes) -> list[Any]:
    return list(json.loads(body)["data"])


def check(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is a whole answer below its cap, or a person's file of one."""
    if request is None or not comtrade_file.is_file(request):
        check_answer(body, where, request)
        return
    delivered, cap = sum(1 for _ in comtrade_file.file_rows(body, where)), request.row_cap
    if delivered == cap:
        raise CappedError(
            expected=f"fewer than {cap:,} rows, at which a download or an answer is cut off",
            came=f"truncated: {delivered:,} rows",
            where=where,
            next_step="Choose fewer codes, reporters or periods, and import each file; nothing was landed",
        )


def due(settings: Settings) -> list[str]:
    """The years that are still revised or newly published: the last `years_back`, and this one for its months."""
    this_year = datetime.now(UTC).year
    return [str(year) for year in range(this_year - settings.years_back, this_year + ("M" in frequencies(settings)))]


def _periods(frequency: str, year: int) -> list[str]:
    """The periods of a year that are over: the year itself, or its months."""
    now = datetime.now(UTC)
    if frequency == "A":
        return [str(year)] if year < now.year else []
    return [f"{year}{month:02d}" for month in range(1, 13) if (year, month) < (now.year, now.month)]


TRADE = Dataset(
    name="comtrade__trade",
    title="Goods trade by reporter, partner and HS code, annual and monthly",
    publisher="UN Comtrade",
    licence="UN Comtrade terms of use: small extract, with attribution",
    documentation="https://uncomtrade.org/docs",
    media="json",
    encoding=f"records:{comtrade_file.ENCODINGS}",
    requests=requests,
    due=due,
    check=check,
    from_file=comtrade_file.from_file,
    releases=Releases(AVAILABILITY, release),
    parts=parts,
    figures=figures,
)
