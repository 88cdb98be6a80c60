"""What UN Comtrade's answers have in common: the envelope, its error shapes, and the limits of a request.

Errors come in two families, with HTTP status 200 too: `{count, error, errorObject}` from the application and
`{statusCode, message}` from the gateway before it. There is no paging: `count` is the rows of this body, and as many
rows as the route's cap means that it was cut off.
"""

from __future__ import annotations

import json
import re
from typing import Any, Literal
from urllib.parse import urlencode

from pipelines import watch
from pipelines.settings import Settings
from pipelines.sources.contract import CappedError, Request
from warehouse.errors import DataError

BASE_URL = "https://comtradeapi.un.org"
LONGEST_URL = 4096  # a longer one is answered with the text "Request URL Too Long"

# Comtrade's own codes, not ISO's: 842 and 699 are what 840 and 356 are elsewhere.
REPORTERS = watch.comtrade_codes()

_ELAPSED = re.compile(rb'^\s*\{\s*"elapsedTime"\s*:\s*"[^"]*"\s*,\s*')


def frequencies(settings: Settings) -> list[Literal["A", "M"]]:
    """A (annual) and M (monthly): as set, else both with a key and the annual figures without one."""
    return settings.comtrade_frequencies or (["A", "M"] if settings.key("comtrade") else ["A"])


def area(reporter: str) -> str:
    """Comtrade's code of a reporter of the watch list. Raises DataError for one that is neither known nor a code."""
    if reporter not in REPORTERS and not reporter.isdigit():
        raise DataError(
            expected="a reporter by its ISO 3166-1 alpha-3 code, such as JPN, or by its Comtrade area code",
            came=repr(reporter),
            where="setting CHOKEPOINT_REPORTERS",
            next_step="Correct the setting; area codes are in the table reference.economy",
        )
    return REPORTERS.get(reporter, reporter)


def sendable(request: Request) -> Request:
    """The request itself. Raises DataError when its address is longer than the publisher takes."""
    length = len(f"{request.url}?{urlencode(request.params)}")
    if length > LONGEST_URL:
        raise DataError(
            expected=f"an address of at most {LONGEST_URL:,} characters",
            came=f"{length:,} characters",
            where=f"the request {request.key} to UN Comtrade",
            next_step="Shorten CHOKEPOINT_HS_CODES or CHOKEPOINT_BASE_URLS__COMTRADE; nothing was sent",
        )
    return request


def rows_of(body: bytes, where: str) -> list[Any]:
    """The rows of a whole answer. Raises DataError when it is an error or not whole."""
    try:
        answer: Any = json.loads(body)
    except ValueError as error:
        raise wrong(where, "a whole JSON answer", f"text that ends or breaks at {error}") from error
    if isinstance(answer, dict) and "statusCode" in answer and "data" not in answer:
        said = f"{_shape(answer)}: status {answer['statusCode']}, {answer.get('message')!r}"
        raise wrong(where, "an object with the fields count, data (a list) and error", said)
    if isinstance(answer, dict) and answer.get("error"):
        raise wrong(where, "an answer without an error", f"the error {answer['error']!r}{_explained(answer)}")
    if not isinstance(answer, dict) or not isinstance(answer.get("data"), list):
        raise wrong(where, "an object with the fields count, data (a list) and error", _shape(answer))
    rows: list[Any] = answer["data"]
    if answer.get("count") != len(rows):
        raise wrong(where, f"count {answer.get('count')} rows", f"{len(rows)} rows")
    return rows


def check(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is a whole answer: an envelope, its count of rows, no error, below the cap."""
    delivered, cap = len(rows_of(body, where)), request.row_cap if request else None
    if cap and delivered >= cap:
        raise CappedError(
            expected=f"fewer than {cap} rows, the cap of this route",
            came=f"truncated: {delivered} rows",
            where=where,
            next_step="Nothing was loaded; a key in CHOKEPOINT_KEYS__COMTRADE raises the cap to 100,000 rows",
        )


def figures(body: bytes) -> bytes:
    """The answer without the time it took, which differs each time."""
    return _ELAPSED.sub(b"{", body, count=1)


def wrong(where: str, expected: str, came: str) -> DataError:
    """The error for an answer that is not one."""
    return DataError(
        expected=expected,
        came=came,
        where=where,
        next_step="Nothing was loaded; ask again later, or with a narrower request",
    )


def _explained(answer: dict[str, Any]) -> str:
    """What the error says of each parameter; the field names are seen in two spellings."""
    details = answer.get("errorObject") or []
    found = []
    for detail in details if isinstance(details, list) else [details]:
        fields = {str(name).lower(): value for name, value in detail.items()} if isinstance(detail, dict) else {}
        names = fields.get("membernames") or []
        found.append(" ".join([*map(str, names), str(fields.get("errormessage", detail))]))
    return f": {'; '.join(found)}" if found else ""


def _shape(answer: object) -> str:
    return (
        f"an object with {', '.join(map(str, answer)) or 'no field'}"
        if isinstance(answer, dict)
        else type(answer).__name__
    )
