"""World Bank API v2: gross domestic product and the Worldwide Governance Indicators.

Measures: GDP in current US dollars (World Development Indicators), and estimates of six dimensions of governance, in
units of a standard normal distribution, about -2.5 (weak) to 2.5 (strong). Grain: economy x year; aggregates such as
World come among the economies. Governance has no figures for 1997, 1999 and 2001.
Revision habit: in place, GDP a few times a year, governance once a year for all years; `lastupdated` is the stamp.
Licence: CC BY 4.0. Documentation: https://datahelpdesk.worldbank.org/knowledgebase/topics/125589

Errors come with HTTP 200: a list of one message in place of the two elements, or XML. The governance codes of before
May 2026 (RL.EST and the like) answer 175, deleted; the ones in use need source 3.

Proved on the publisher's own figures: the rows of an answer of GDP for all economies, and the estimates of governance
of 2024 in the publisher's workbook. Never seen here: the envelope with the page numbers, and governance by the API.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Release, Request
from pipelines.sources.sign import with_sign
from warehouse.errors import DataError

BASE_URL = "https://api.worldbank.org"
FIRST_YEAR = 2000
PER_PAGE = 20_000

GDP = "NY.GDP.MKTP.CD"
GOVERNANCE = tuple(f"GOV_WGI_{dimension}.EST" for dimension in ("VA", "PV", "GE", "RQ", "RL", "CC"))
DEVELOPMENT_SOURCE, GOVERNANCE_SOURCE = "2", "3"


def requests(settings: Settings, partition: str | None) -> Iterator[Request]:
    """The first page of each indicator: all economies and years, which one page holds."""
    years = f"{FIRST_YEAR}:{datetime.now(UTC).year}"
    for indicator in (GDP, *GOVERNANCE):
        yield Request(
            key=indicator,
            url=f"{settings.base_url('worldbank', BASE_URL)}/v2/country/all/indicator/{indicator}",
            params={
                "format": "json",
                "per_page": str(PER_PAGE),
                "date": years,
                "page": "1",
                **({"source": GOVERNANCE_SOURCE} if indicator in GOVERNANCE else {}),
            },
            scope={"indicator": [indicator], "date": [years]},
        )


def more(body: bytes, request: Request) -> Request | None:
    """The request for the next page, from the page numbers in the answer."""
    head = _parsed(body, request.key)[0]
    page = int(head["page"])
    if page >= int(head["pages"]):
        return None
    first = request.key.split("-page-")[0]
    return replace(request, key=f"{first}-page-{page + 1}", params={**request.params, "page": str(page + 1)})


def check(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is a page of figures, whole, of the indicator and page that were asked for."""
    head, rows = _parsed(body, where)
    page, pages, per_page, total = (int(head[name]) for name in ("page", "pages", "per_page", "total"))
    expected = min(per_page, total - per_page * (page - 1))
    if len(rows) != expected:
        raise _wrong(where, f"{expected} rows on page {page} of {pages}, {total} in all", f"{len(rows)} rows")
    if request:
        asked = request.params.get("page", "1"), request.scope["indicator"][0]
        others = {row["indicator"]["id"] for row in rows} - {asked[1]}
        if str(page) != asked[0] or others:
            raise _wrong(where, f"page {asked[0]} of {asked[1]}", f"page {page} of {', '.join(others) or asked[1]}")


def _parsed(body: bytes, where: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    text = body.decode("utf-8-sig", errors="replace")
    if text.lstrip().startswith("<"):
        raise _wrong(where, "an answer in JSON", f"one in XML: {text.strip()[:200]}")
    try:
        answer: Any = json.loads(text)
    except ValueError as error:
        raise _wrong(where, "a whole JSON answer", f"text that ends or breaks at {error}") from error
    if not isinstance(answer, list) or not answer or not isinstance(answer[0], dict):
        raise _wrong(where, "a list of page numbers and rows", f"{type(answer).__name__}: {text[:200]}")
    if messages := answer[0].get("message"):
        came = "; ".join(f"error {one.get('id')}, {one.get('key')}: {one.get('value')}" for one in messages)
        raise _wrong(where, "figures", came)
    if len(answer) != 2 or not answer[1]:
        raise _wrong(where, "figures", f"an answer without any (total {answer[0].get('total')})")
    if not {"page", "pages", "per_page", "total"} <= answer[0].keys() or not isinstance(answer[1], list):
        raise _wrong(where, "a list of page numbers and rows", text[:200])
    return answer[0], answer[1]


def databases(settings: Settings, partition: str | None) -> Iterator[Request]:
    """The list of the World Bank's databases, with the date of each one's last update."""
    yield Request(
        key="databases",
        url=f"{settings.base_url('worldbank', BASE_URL)}/v2/sources",
        params={"format": "json", "per_page": "500"},
    )


def check_databases(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless both databases are in the list with a date."""
    dates = _updated(body, where)
    if not {DEVELOPMENT_SOURCE, GOVERNANCE_SOURCE} <= dates.keys() or not all(dates.values()):
        raise _wrong(where, "a date for each database, 2 and 3 among them", f"{len(dates)} databases")


def update(request: Request, listed: Sequence[bytes]) -> Release:
    """When the database that holds an indicator was last updated."""
    date = _updated(listed[0], request.key)[request.params.get("source", DEVELOPMENT_SOURCE)]
    return Release(date, date)


def _updated(body: bytes, where: str) -> dict[str, str]:
    return {str(row.get("id")): str(row.get("lastupdated") or "") for row in _parsed(body, where)[1]}


def _wrong(where: str, expected: str, came: str) -> DataError:
    return DataError(
        expected=expected,
        came=came,
        where=where,
        next_step="Nothing was landed; what came before goes on serving. A deleted indicator needs its new code",
    )


INDICATOR = with_sign(
    Dataset(
        name="worldbank__indicator",
        title="GDP and governance indicators by economy and year",
        publisher="World Bank",
        licence="CC BY 4.0",
        documentation="https://datahelpdesk.worldbank.org/knowledgebase/topics/125589",
        media="json",
        requests=requests,
        encoding="utf-8-sig",
        partitioned=False,
        check=check,
        more=more,
        attribution="World Bank, World Development Indicators and Worldwide Governance Indicators",
    ),
    "worldbank__databases",
    databases,
    check=check_databases,
    of=update,
    trusted_for=None,
)
