"""Korea Customs Service, through data.go.kr: monthly exports and imports by item and country (nitemtrade).

Grain: month x country x HS code, exports and imports side by side: asked by heading (four digits) the rows have six
digits, asked by six digits they have the ten of the Korean list. Values in current US dollars (exports FOB, imports
CIF), weights in kg. Provisional at first, then revised; two to six weeks late.
Licence: Korea Open Government Licence, type 1 (attribution). Documentation: https://www.data.go.kr/data/15100475/openapi.do

Needs a key (free) with a subscription to this product; without it the service answers 403. XML only. A grand-total
item comes beside the others, so that a plain sum is double. At most twelve months a request. The gateway reports its
own errors in another root, also with status 200.

Proved on the publisher's own bodies: one answer of one ten-digit code, country and month, with its total. Never seen
here: an answer for all countries, an empty one, and the errors, whose codes are those that public readers name.
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
MOST_MONTHS = 12
KEY_REFUSED = ("20", "30", "31", "32")  # the gateway's reasons: no access, not registered, expired, another address
TOO_OFTEN = "22"


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
            code = fields.get("returnReasonCode")
            reason = f"{code} {fields.get('returnAuthMsg') or fields.get('errMsg')}"
            came = f"the gateway's error {reason}"
            raise _wrong(where, "an answer of the customs service", came, _of_gateway(code))
    header = found.get(HEADER)
    if header is None:
        came = f"the elements {', '.join(found) or 'none'}"
        raise _wrong(where, "a header with a result code", came, "Ask again later")
    if header.get("resultCode") != "00":
        came = f"{header.get('resultCode')} {header.get('resultMsg')}"
        raise _wrong(where, "the result code 00", came, _of_question(request))


def _of_gateway(code: str | None) -> str:
    """What to do about an error of the gateway."""
    if code in KEY_REFUSED:
        return "Check the key in CHOKEPOINT_KEYS__KOREA_CUSTOMS and its subscription to product 15100475 at data.go.kr"
    if code == TOO_OFTEN:
        return "The key's questions of today are used up: refresh again tomorrow"
    return "Ask again later"


def _of_question(request: Request | None) -> str:
    """What to do about a question that the service refuses: told by what was asked, because its code 99 is for any."""
    if request is None or "strtYymm" not in request.params:
        return "The service says why; compare what was asked with its contract"
    first, last, code = (request.params[name] for name in ("strtYymm", "endYymm", "hsSgn"))
    months = (int(last[:4]) - int(first[:4])) * 12 + int(last[4:]) - int(first[4:]) + 1
    asked = f"months {first} to {last} of code {code}"
    if months > MOST_MONTHS:
        return f"Asked were {months} {asked}: ask for at most {MOST_MONTHS} months at a time"
    if months < 1 or last > datetime.now(UTC).strftime("%Y%m"):
        return f"Asked were {asked}: ask for months that are over"
    if not code.isdigit() or len(code) not in (2, 4, 6, 10):
        return f"Asked were {asked}: ask for a code of 2, 4, 6 or 10 digits"
    return f"Asked were {asked}, which keeps to the contract: ask again later"


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


def _wrong(where: str, expected: str, came: str, next_step: str) -> DataError:
    return DataError(expected=expected, came=came, where=where, next_step=f"{next_step}; nothing was loaded")


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
