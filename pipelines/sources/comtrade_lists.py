"""UN Comtrade's lists about its own data: what is available, what was published when, and what its codes mean.

Grain: availability, a data set (frequency x reporter x period x classification) with its checksum and times of
release; publication, a note per publication of a data set, which makes it a log of revisions; reporters, partners and
commodities, a code. None of them needs a key. The lists of codes may begin with a byte order mark, and change rarely.
Licence: UN Comtrade terms of use. Documentation: https://comtradedeveloper.un.org and https://uncomtrade.org/docs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from pipelines.settings import Settings
from pipelines.sources.comtrade_answer import BASE_URL, area, figures, frequencies, rows_of, sendable, wrong
from pipelines.sources.contract import Dataset, Request

REPORTERS_A_REQUEST = 30

# Present in every recorded record; a body without them is another list, or an error page that is JSON.
AVAILABILITY_FIELDS = {"datasetCode", "reporterCode", "period", "datasetChecksum", "lastReleased"}
PUBLICATION_FIELDS = {"datasetCode", "reporterCode", "period", "notes"}


def _requests(path: str, settings: Settings, partition: str | None) -> Iterator[Request]:
    """One request per frequency, for all periods of the reporters of the watch list."""
    areas = sorted(map(area, settings.reporters), key=int)
    for frequency in frequencies(settings):
        for first in range(0, len(areas), REPORTERS_A_REQUEST):
            some = areas[first : first + REPORTERS_A_REQUEST]
            yield sendable(
                Request(
                    key=f"{frequency}-{'+'.join(some)}",
                    url=f"{settings.base_url('comtrade', BASE_URL)}/public/v1/{path}/C/{frequency}/HS",
                    params={"reporterCode": ",".join(some)},
                    scope={"freq": [frequency], "reporter": some},
                )
            )


def _check_rows(fields: set[str], body: bytes, where: str, request: Request | None) -> None:
    for row in rows_of(body, where):
        missing = fields - set(row if isinstance(row, dict) else ())
        if missing:
            raise wrong(where, "rows with " + ", ".join(sorted(fields)), f"a row without {', '.join(sorted(missing))}")


def _check_availability(body: bytes, where: str, request: Request | None) -> None:
    """As any list; an empty one would say that nothing is published, which no reporter's annual list can."""
    _check_rows(AVAILABILITY_FIELDS, body, where, request)
    if request and request.scope["freq"] == ["A"] and not rows_of(body, where):
        raise wrong(where, f"data sets of the reporters {', '.join(request.scope['reporter'])}", "an empty list")


def _reference(name: str, settings: Settings, partition: str | None) -> list[Request]:
    base = settings.base_url("comtrade", BASE_URL)
    return [Request(key=name, url=f"{base}/files/v1/app/reference/{name}.json")]


def _check_reference(body: bytes, where: str, request: Request | None) -> None:
    try:
        answer = json.loads(body.decode("utf-8-sig"))
    except ValueError as error:
        raise wrong(where, "a whole list of codes", f"text that ends or breaks at {error}") from error
    codes = answer.get("results") if isinstance(answer, dict) else answer
    if not isinstance(codes, list) or not codes:
        raise wrong(where, "a list of codes, bare or in `results`", type(codes).__name__)


_list = partial(
    Dataset,
    publisher="UN Comtrade",
    licence="UN Comtrade terms of use: small extract, with attribution",
    media="json",
    partitioned=False,
)

AVAILABILITY = _list(
    name="comtrade__availability",
    title="Data sets that UN Comtrade has, with their checksums and times of release",
    documentation="https://uncomtrade.org/docs",
    requests=partial(_requests, "getDA"),
    check=_check_availability,
    figures=figures,
)
PUBLICATION = _list(
    name="comtrade__publication",
    title="Publication notes: a log of UN Comtrade's releases and revisions",
    documentation="https://uncomtrade.org/docs",
    requests=partial(_requests, "getMetadata"),
    check=partial(_check_rows, PUBLICATION_FIELDS),
    figures=figures,
)

_codes = partial(
    _list,
    documentation=f"{BASE_URL}/files/v1/app/reference/ListofReferences.json",
    encoding="utf-8-sig",
    check=_check_reference,
)

REPORTER = _codes(
    name="comtrade__reporter",
    title="UN Comtrade's codes of reporters, current and historic",
    requests=partial(_reference, "Reporters"),
)
PARTNER = _codes(
    name="comtrade__partner",
    title="UN Comtrade's codes of partners, groups and special areas included",
    requests=partial(_reference, "partnerAreas"),
)
COMMODITY = _codes(
    name="comtrade__commodity",
    title="UN Comtrade's HS codes of all editions, with texts",
    requests=partial(_reference, "HS"),
)
