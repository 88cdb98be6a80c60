"""Trade Statistics of Japan (Ministry of Finance): what Japan imports and exports, by country and month.

Grain: direction x 9-digit statistical code x country x month, with a total of the year. Values in 1,000 yen (imports
CIF by origin, exports FOB by destination); two quantities, each in the unit that its code has. Provisional and
detailed figures of a month appear at the end of the next one or two months, the revised year in March and the fixed
one in November of the next year, each in place of the one before. Months that are not published yet are 0.
Licence: e-Stat terms of use, compatible with CC BY 4.0, with a credit line. Documentation:
https://www.e-stat.go.jp/api/api-info/e-stat-manual3-0 and https://www.customs.go.jp/toukei/info/tsdl_e.htm.

Two routes give the same figures: the API with a key of e-Stat, which is asked for the watch list alone
(`japan_customs_api`), and without one the public files of whole chapters (`japan_customs_files`). On both, a question
is a chain: what is there to ask for, then each part of it; a chain lands whole or not at all.

Composed from the contract of both routes and never seen here: no body of the publisher's was at hand; the list of
countries is the publisher's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipelines.http.errors import FetchError
from pipelines.settings import Settings
from pipelines.sources import japan_customs_api as api
from pipelines.sources import japan_customs_files as files
from pipelines.sources.contract import Dataset, Release, Request
from pipelines.sources.sign import with_sign
from warehouse.errors import DataError

FLOWS = ("M", "X")
_ANSWERED_AT = re.compile(rb'"DATE"\s*:\s*"[^"]*"')


def requests(settings: Settings, partition: str | None) -> Iterator[Request]:
    """The first question of each chain of a year: imports, then exports."""
    key = settings.key("estat")
    for flow in FLOWS:
        year = int(str(partition))
        yield api.first(settings, key, flow, year) if key else files.first(settings, flow, year)


def more(body: bytes, request: Request) -> Request | None:
    """The next question of a chain."""
    if isinstance(request, api.Step):
        return api.following(body, request)
    return files.following(body, request) if isinstance(request, files.Step) else None


def check(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is an answer of the API or a file, whole, and of what was asked for."""
    (api.check if body.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"{") else files.check)(body, where, request)


def figures(body: bytes) -> bytes:
    """A body without the time at which the API answered."""
    return _ANSWERED_AT.sub(b"", body) if body.startswith(b"{") else body


def key_named(error: FetchError, request: Request) -> None:
    """No error of the publisher stands for "no data"; a refused key is raised with the setting that holds it."""
    if error.status == 403 and request.secret_params:
        raise FetchError(
            kind=error.kind,
            expected=error.expected,
            came=error.came,
            where=error.where,
            next_step=api.NEXT_STEPS[100],
            status=error.status,
            body_excerpt=error.body_excerpt,
        )


def newest(settings: Settings, partition: str | None) -> Iterator[Request]:
    """The list of tables with the days of their updates, or without a key the index of months."""
    key = settings.key("estat")
    yield api.tables(settings, key) if key else files.index(settings)


def check_newest(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body lists tables, or months."""
    if not (api.updated(body, where) if body.startswith(b"{") else files.newest_listed(body)):
        raise DataError(
            expected="the tables of the Trade Statistics, or the index of their months",
            came="a body without either",
            where=where,
            next_step="Everything due is asked for; open the address in a browser to see whether it changed",
        )


def release(request: Request, listed: Sequence[bytes]) -> Release:
    """The update of the table that a question is about, or the newest month of all; a new one where neither is told."""
    if isinstance(request, api.Step):
        told = api.updated(listed[0], request.key).get(request.params["statsDataId"])
    else:
        told = files.newest_listed(listed[0])
    return Release(told or datetime.now(ZoneInfo("Asia/Tokyo")).isoformat())


def newest_figures(body: bytes) -> bytes:
    """What of the list or the index says whether there is anything new."""
    if body.startswith(b"{"):
        return repr(sorted(api.updated(body, "the list of tables").items())).encode()
    return (files.newest_listed(body) or "").encode()


def due(settings: Settings) -> list[str]:
    """The last `years_back` years, which are still revised, and this one."""
    this_year = datetime.now(ZoneInfo("Asia/Tokyo")).year
    return [str(year) for year in range(this_year - settings.years_back, this_year + 1)]


# A week: stages of a month follow one another without a new month in the index.
TRADE = with_sign(
    Dataset(
        name="japan_customs__trade",
        title="Japan's imports and exports by 9-digit code, country and month",
        publisher="Japan Customs (Ministry of Finance), e-Stat",
        licence="e-Stat terms of use (compatible with CC BY 4.0)",
        attribution="Trade Statistics of Japan, Ministry of Finance, via e-Stat; "
        "e-Stat does not guarantee this service",
        documentation="https://www.customs.go.jp/toukei/info/tsdl_e.htm",
        media="csv",
        # A mark at the start is unverified; the body itself is ASCII, which both encodings have.
        encoding="utf-8-sig|cp932",
        requests=requests,
        more=more,
        due=due,
        check=check,
        figures=figures,
        empty=key_named,
        from_file=files.from_file,
    ),
    "japan_customs__newest",
    newest,
    check=check_newest,
    figures=newest_figures,
    of=release,
    trusted_for=timedelta(days=7),
)
