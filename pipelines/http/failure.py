"""What an error status or a library's exception means: the kind of failure, and whether to ask again."""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Iterator
from http import HTTPStatus
from socket import gaierror
from typing import Any

import requests
import urllib3

from pipelines.http.errors import Failure, Kind

_QUOTED_CHARACTERS = 300
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")

# The fields in which publishers explain an error: gateways, Comtrade, e-Stat, pygeoapi, data.go.kr.
_EXPLAINING = {"message", "error", "errormessage", "error_msg", "description", "detail", "returnauthmsg"}


def of_status(status: int, text: str, retry_after_s: float | None, retried: frozenset[int]) -> Failure:
    """What an error status means; `text` is its body, without keys.

    A quota, a refusal and a missing document are never asked for again, save the statuses in `retried`.
    """
    is_quota = "quota" in text.lower() and (status == 403 or (status == 429 and retry_after_s is None))
    kind: Kind
    if is_quota or status == 429:
        kind, is_retryable = "quota", not is_quota
    elif status in {404, 410}:
        kind, is_retryable = "not_found", False
    elif status >= 500:
        kind, is_retryable = "server_error", True
    elif status in {408, 425}:
        kind, is_retryable = "too_slow", True
    else:
        kind, is_retryable = "refused", status in retried
    says = publisher_message(text)
    came = named(status) + (f': "{says}"' if says else "")
    return Failure(kind, came, is_retryable, retry_after_s, status, text)


def named(status: int) -> str:
    """A status with its usual name; the publisher's own phrase could hold anything."""
    return f"status {status} {HTTPStatus(status).phrase}" if status in set(HTTPStatus) else f"status {status}"


def publisher_message(text: str) -> str:
    """The publisher's explanation: the message fields of a JSON body, a page's title, else how the text begins."""
    try:
        found = dict.fromkeys(" ".join(message.split()) for message in _messages(json.loads(text.lstrip("\ufeff"))))
        says = "; ".join(message for message in found if message)
    except (ValueError, RecursionError):
        title = _TITLE.search(text)
        says = " ".join((title[1] if title else _TAG.sub(" ", text)).split())
    return says if len(says) <= _QUOTED_CHARACTERS else says[:_QUOTED_CHARACTERS] + "…"


def _messages(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _messages(item)
    elif isinstance(node, dict):
        for name, value in node.items():
            if isinstance(value, str) and str(name).lower() in _EXPLAINING:
                yield value
            else:
                yield from _messages(value)


def of_trouble(error: Exception, has_answered: bool) -> Failure:
    """What a library's exception means, without its text: that carries the address and its keys."""
    causes = list(_causes(error))
    untrusted = next((cause for cause in causes if isinstance(cause, ssl.SSLCertVerificationError)), None)
    if untrusted:
        step = "Nothing was read. Check this machine's clock, and whether the network intercepts HTTPS"
        return Failure("unreachable", f"a certificate not to be trusted ({untrusted.verify_message})", next_step=step)
    unconnected = (requests.ConnectTimeout, urllib3.exceptions.NewConnectionError, ConnectionRefusedError, gaierror)
    if any(isinstance(cause, unconnected) for cause in causes):
        return Failure("unreachable", "no connection" + _plain(causes), is_retryable=True)
    if any(isinstance(cause, requests.Timeout | urllib3.exceptions.TimeoutError | TimeoutError) for cause in causes):
        return Failure("too_slow", "silence in mid-answer" if has_answered else "no answer in time", is_retryable=True)
    if has_answered:
        return Failure("truncated", "an answer cut off in the middle" + _plain(causes), is_retryable=True)
    return Failure("unreachable", "a connection closed without an answer" + _plain(causes), is_retryable=True)


def _plain(causes: list[BaseException]) -> str:
    """The system's own words, such as `(Connection refused)`; they hold no address."""
    words = [cause.strerror for cause in causes if isinstance(cause, OSError) and cause.strerror]
    return f" ({words[-1]})" if words else ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and those inside it, outermost first."""
    seen: set[int] = set()
    queue: list[object] = [error]
    while queue:
        cause = queue.pop(0)
        if isinstance(cause, BaseException) and id(cause) not in seen:
            seen.add(id(cause))
            yield cause
            queue += [cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args]
