"""Korea Customs Service, through data.go.kr: monthly exports and imports by item and country (nitemtrade).

Grain: month x country x HS code, exports and imports side by side: asked by heading (four digits) the rows have six
digits, asked by six digits they have the ten of the Korean list. Values in current US dollars (exports FOB, imports
CIF), weights in kg. Provisional at first, then revised; two to six weeks late.
Licence: Korea Open Government Licence, type 1 (attribution). Documentation: https://www.data.go.kr/data/15100475/openapi.do

Needs a key (free) with a subscription to this product; without it the service answers 403. XML only. A grand-total
item comes beside the others, so that a plain sum is double. At most twelve months a request. The gateway reports its
own errors in another root, also with status 200.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import unquote

from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from pipelines.sources.sign import with_sign
from warehouse.errors import DataError
from warehouse.transcode_xml import records

BASE_URL = "https://apis.data.go.kr/1220000"
HEADER, ITEM = "response/header", "response/body/items/item"
GATEWAY = "OpenAPI_ServiceResponse/cmmMsgHeader"


def requests(settings: Settings, partition: str | None) -> Iterator[Request]:
    """One request per HS code of a year, for all countries; none without a key."""
    key = settings.key("korea_customs")
    if key is None:
        return
    for code in dict.fromkeys(settings.hs_codes):
        yield _request(settings, service_key(key), code, str(partition))


def service_key(key: str) -> str:
    """The key as it is, also where the percent-encoded form was copied: data.go.kr shows both."""
    return unquote(key) if "%" in key else key


def _request(settings: Settings, key: str, code: str, year: str) -> Request:
    return Request(
        key=f"{code}-{year}",
        url=f"{settings.base_url('korea_customs', BASE_URL)}/nitemtrade/getNitemtradeList",
        params={"strtYymm": f"{year}01", "endYymm": last_month(year), "hsSgn": code},
        scope={"commodity": [code], "year": [year]},
        secret_params={"serviceKey": key},
    )


def last_month(year: str) -> str:
    """December, or this month in this year.

    Unverified: whether the service takes a window that ends in the future; one live check would settle it.
    """
    today = datetime.now(UTC)
    return f"{year}{today.month:02d}" if year == str(today.year) else f"{year}12"


def check(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is an answer with result code 00."""
    found = dict(records(BytesIO(body), where))
    for path, fields in found.items():
        if path == GATEWAY or "returnReasonCode" in fields:
            reason = f"{fields.get('returnReasonCode')} {fields.get('returnAuthMsg') or fields.get('errMsg')}"
            raise _wrong(where, "an answer of the customs service", f"the gateway's error {reason}")
    header = found.get(HEADER)
    if header is None:
        raise _wrong(where, "a header with a result code", f"the elements {', '.join(found) or 'none'}")
    if header.get("resultCode") != "00":
        raise _wrong(where, "the result code 00", f"{header.get('resultCode')} {header.get('resultMsg')}")


def due(settings: Settings) -> list[str]:
    """This year and the `years_back` before it, whose months are still published or revised."""
    this_year = datetime.now(UTC).year
    return [str(year) for year in range(this_year - settings.years_back, this_year + 1)]


def newest(settings: Settings, partition: str | None) -> Iterator[Request]:
    """The items of the first code in the last twelve months: a release brings all codes' months at once."""
    key, today = settings.key("korea_customs"), datetime.now(UTC)
    if key is not None:
        whole = _request(settings, service_key(key), settings.hs_codes[0], str(today.year))
        first = f"{today.year - 1}{today.month + 1:02d}" if today.month < 12 else f"{today.year}01"
        yield replace(whole, key="newest", params={**whole.params, "strtYymm": first})


def _wrong(where: str, expected: str, came: str) -> DataError:
    return DataError(
        expected=expected,
        came=came,
        where=where,
        next_step="Nothing was loaded; check the key's subscription at data.go.kr, or ask again later",
    )


TRADE = with_sign(
    Dataset(
        name="korea_customs__trade",
        title="Monthly exports and imports of Korea by country and HS code",
        publisher="Korea Customs Service",
        licence="Korea Open Government Licence, type 1 (attribution)",
        documentation="https://www.data.go.kr/data/15100475/openapi.do",
        media="xml",
        requests=requests,
        due=due,
        check=check,
        attribution="Source: Korea Customs Service, through data.go.kr",
        needs_key=True,
    ),
    "korea_customs__newest",
    newest,
    check=check,
)
