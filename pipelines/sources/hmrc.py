"""HM Revenue & Customs, uktradeinfo: Overseas Trade Statistics (OTS) of the United Kingdom by country and CN8 code.

Grain: month x flow x commodity (eight digits) x country x port x suppression index. Values in pounds (imports CIF,
exports FOB), net mass in kg. Recent months are revised with each release, about six weeks after the month.
Licence: Open Government Licence v3.0. Documentation: https://www.uktradeinfo.com/api-documentation/

Keyless OData. CommodityId is a number, so that leading zeros are lost; negative ones are sums of trade below a
threshold or of unknown commodity. SuppressionIndex says what is published of a commodity in a month: 1 nothing, 2 the
overall value and weight, 3 the overall value, 4 an overall value and its breakdown by country, 5 all but the weight. A
row without country is suppressed; beside rows with one, under 4, it is their total (unverified, see the macro
hmrc_is_total and the live test). About a third of the calls answer 403
"Ip Forbidden" and succeed when asked again (see the policy `hmrc` in pipelines/http/policy.py). Answers come in pages
of about 30,000 rows.

Composed from the contract of the OData set and never seen here: no body of the publisher's was at hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from pipelines.sources.sign import with_sign
from warehouse.errors import DataError

BASE_URL = "https://api.uktradeinfo.com"
FIELDS = [
    "MonthId",
    "FlowTypeId",
    "SuppressionIndex",
    "CommodityId",
    "CommoditySitcId",
    "CountryId",
    "PortId",
    "Value",
    "NetMass",
    "SuppUnit",
    "Country",
]
_PAGE = "-page-"


def requests(settings: Settings, partition: str | None) -> Iterator[Request]:
    """One request per watched heading of a year, for all flows, countries and ports."""
    for prefix in headings(settings.hs_codes):
        yield _request(settings, prefix, str(partition))


def headings(codes: list[str]) -> list[str]:
    """The codes that no shorter one of the list covers, because one range of eight-digit codes covers all below it."""
    return [
        code for code in dict.fromkeys(codes) if not any(code != other and code.startswith(other) for other in codes)
    ]


def _request(settings: Settings, prefix: str, year: str) -> Request:
    lowest, highest = int(prefix.ljust(8, "0")), int(prefix.ljust(8, "9"))
    return Request(
        key=f"{prefix}-{year}",
        url=f"{settings.base_url('hmrc', BASE_URL)}/OTS",
        params={
            "$filter": f"(CommodityId ge {lowest} and CommodityId le {highest}) "
            f"and MonthId ge {year}01 and MonthId le {year}12",
            "$expand": "Country",
        },
        scope={"commodity": [prefix], "year": [year]},
    )


def more(body: bytes, request: Request) -> Request | None:
    """The next page, asked of the host that was asked first, whatever host the link names."""
    link = json.loads(body).get("@odata.nextLink")
    if not link:
        return None
    stem, _, number = request.key.partition(_PAGE)
    return Request(
        key=f"{stem}{_PAGE}{int(number or 1) + 1}",
        url=request.url,
        params=dict(parse_qsl(urlsplit(link).query)),
        scope=request.scope,
    )


def check(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is an OData answer whose rows have the fields of the contract."""
    try:
        answer: Any = json.loads(body)
    except ValueError as error:
        raise _wrong(where, "a whole JSON answer", f"text that ends or breaks at {error}") from error
    if isinstance(answer, dict) and "error" in answer:
        raise _wrong(where, "an answer without an error", f"the error {str(answer['error'])[:300]}")
    if not isinstance(answer, dict) or not isinstance(answer.get("value"), list):
        raise _wrong(where, "an answer with the list value", f"{body[:100]!r}")
    for number, row in enumerate(answer["value"], start=1):
        if not isinstance(row, dict) or set(row) != set(FIELDS):
            came = ", ".join(row) if isinstance(row, dict) else type(row).__name__
            raise _wrong(where, f"the fields {', '.join(FIELDS)}", f"{came} in row {number}")


def due(settings: Settings) -> list[str]:
    """This year and the `years_back` before it, whose months are still published or revised."""
    this_year = datetime.now(UTC).year
    return [str(year) for year in range(this_year - settings.years_back, this_year + 1)]


def newest(settings: Settings, partition: str | None) -> Iterator[Request]:
    """The rows of the first heading since last year's January: a release brings all headings' months at once."""
    prefix, year = headings(settings.hs_codes)[0], datetime.now(UTC).year
    whole = _request(settings, prefix, str(year))
    months = f"MonthId ge {year - 1}01"
    yield replace(
        whole,
        key=f"{prefix}-newest",
        params={**whole.params, "$filter": whole.params["$filter"].replace(f"MonthId ge {year}01", months)},
        scope={"commodity": [prefix], "since": [str(year - 1)]},
    )


def check_newest(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is an OData answer with rows."""
    check(body, where, request)
    if not json.loads(body)["value"]:
        raise _wrong(where, "rows of the newest months", "none")


def rows(body: bytes) -> bytes:
    """The rows of an answer in one order: the publisher sorts by nothing."""
    return json.dumps(sorted(map(json.dumps, json.loads(body)["value"]))).encode()


def _wrong(where: str, expected: str, came: str) -> DataError:
    return DataError(
        expected=expected,
        came=came,
        where=where,
        next_step="Nothing was loaded; compare the answer with the publisher's API documentation",
    )


TRADE = with_sign(
    Dataset(
        name="hmrc__trade",
        title="Overseas Trade Statistics of the United Kingdom by month, country and eight-digit code",
        publisher="HM Revenue & Customs",
        licence="Open Government Licence v3.0",
        documentation="https://www.uktradeinfo.com/api-documentation/",
        media="json",
        requests=requests,
        due=due,
        check=check,
        attribution="Contains public sector information of HM Revenue & Customs licensed under the OGL v3.0",
        more=more,
    ),
    "hmrc__newest",
    newest,
    check=check_newest,
    figures=rows,
)
