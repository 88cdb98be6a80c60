"""A response into an answer, a failure, or the address it redirects to."""

from __future__ import annotations

import http.client
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO

import requests
import urllib3

from pipelines.http import body as bodies
from pipelines.http.errors import Failure, UnfitBodyError
from pipelines.http.failure import named, of_status
from pipelines.http.policy import Policy

LOG = logging.getLogger(__name__)

TROUBLE = (requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException, OSError)
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Answer:
    """A publisher's answer. `url` holds no key; `is_unchanged` is a 304 to a conditional request, without a body.

    Where a file was given to write it to, the body is there, and `body` is empty.
    """

    status: int
    body: bytes = field(repr=False)
    content_type: str | None
    etag: str | None
    last_modified: str | None
    released_at: str | None
    url: str
    retrieved_at: datetime
    is_unchanged: bool


def read(
    response: requests.Response,
    *,
    url: str,
    media: str | None,
    policy: Policy,
    redact: Callable[[str], str],
    into: Path | None = None,
) -> Answer | Failure | str:
    """What a response is to the question that was asked; `media` None means that only the status matters.

    The body goes to the file `into` where one is given, in pieces, and is never held whole.
    """
    status, headers = response.status_code, response.headers
    if response.is_redirect:
        return headers["Location"]
    if status >= 400:
        return of_status(status, redact(_error_text(response)), _retry_after_s(response), policy.retried)
    is_unchanged = status == 304 and bool({"If-None-Match", "If-Modified-Since"} & set(response.request.headers))
    body = b""
    if media is None and status < 300:
        LOG.debug("accepted with %s", named(status))
    elif status == 204:
        return Failure("not_found", f"{named(status)}: no data", status=status)
    elif not is_unchanged:
        if media is None or status != 200:
            return Failure("wrong_type", named(status), status=status)
        with into.open("w+b") if into else BytesIO() as file:
            _write_body(response, media, policy, file)
            try:
                bodies.check(file, media, headers.get("Content-Type"), policy.max_unpacked_bytes)
            except UnfitBodyError as error:
                file.seek(0)
                text = redact(file.read(_CHUNK).decode(errors="replace"))
                return Failure(error.kind, error.came, error.kind == "truncated", status=status, text=text)
            body = file.getvalue() if isinstance(file, BytesIO) else b""
    return Answer(
        status=status,
        body=body,
        content_type=headers.get("Content-Type"),
        etag=headers.get("ETag"),
        last_modified=headers.get("Last-Modified"),
        released_at=None,
        url=url,
        retrieved_at=datetime.now(UTC),
        is_unchanged=is_unchanged,
    )


def _write_body(response: requests.Response, media: str, policy: Policy, into: IO[bytes]) -> None:
    declared = response.headers.get("Content-Length", "")
    if declared.isdigit() and int(declared) > policy.max_bytes:
        raise UnfitBodyError("too_large", f"{int(declared):,} bytes, more than {policy.max_bytes:,}")
    # Some servers label a stored .gz file as compressed for transfer: there it is the document itself.
    coding = None if media == "gzip" else response.headers.get("Content-Encoding")
    bodies.collect(_chunks(response), coding, policy.max_bytes, into)


def _chunks(response: requests.Response) -> Iterator[bytes]:
    """The body as sent. requests would unpack it, but takes a compressed body that is cut off for a whole one."""
    while chunk := response.raw.read(_CHUNK, decode_content=False):
        yield chunk


def _error_text(response: requests.Response) -> str:
    """How an error's body begins; what is cut off or damaged of it is left out."""
    body = bytearray()
    try:
        while len(body) < _CHUNK and (chunk := response.raw.read(_CHUNK, decode_content=False)):
            body += chunk
        if response.headers.get("Content-Encoding", "").lower() in {"gzip", "x-gzip"}:
            body = bytearray(bodies.Gunzip(16 * _CHUNK).feed(bytes(body)))
    except (*TROUBLE, UnfitBodyError):
        LOG.debug("the body of %s could not be read to its end", named(response.status_code))
    return body[:_CHUNK].decode(errors="replace")


def _retry_after_s(response: requests.Response) -> float | None:
    """How long the publisher asks to wait, given in seconds or as a date."""
    try:
        return urllib3.Retry(retry_after_max=10**9).parse_retry_after(response.headers["Retry-After"])
    except (KeyError, urllib3.exceptions.InvalidHeader):
        return None
