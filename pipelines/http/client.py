"""The only way out to the network: one bounded, counted, verified question to a publisher at a time.

Here: when to send, try again, follow or give up. Beside it, under the same name: how hard each publisher may be asked
(`policy`), the count of requests (`budget`), addresses and connections (`address`, `transport`),
what a response is (`answer`, `body`), what went wrong (`failure`, `errors`), and keys kept out of
messages and logs (`secrets`). What the figures in an answer mean belongs to the source modules.
"""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import requests

from pipelines.http import body as bodies
from pipelines.http.address import follow, shown_host, split_origin, without_user
from pipelines.http.answer import TROUBLE, Answer, read
from pipelines.http.budget import Budget
from pipelines.http.errors import EXCERPT_CHARACTERS, NEXT_STEPS, BudgetError, Failure, FetchError, UnfitBodyError
from pipelines.http.failure import of_trouble
from pipelines.http.policy import POLICIES, Policy, policy_for
from pipelines.http.secrets import Redactor
from pipelines.http.transport import Alarm, adapter
from pipelines.sources.contract import Request
from warehouse.errors import DataError

__all__ = ["POLICIES", "Answer", "BudgetError", "Client", "FetchError", "Policy"]

USER_AGENT = f"chokepoint/{version('chokepoint')} (open warehouse of trade statistics on critical materials)"
LOG = logging.getLogger(__name__)

_MAX_REDIRECTS = 5
_HOOK_SETTING = "CHOKEPOINT_NOTIFY_URL"
_LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True)
class _Call:
    """One question on its way: what is sent, what is expected, and when it must be over."""

    source: str
    budget: str
    policy: Policy
    message: requests.PreparedRequest
    url: str
    media: str | None
    deadline: float
    into: Path | None = None

    @property
    def where(self) -> str:
        return f"{self.source} {self.url}"

    @property
    def left_s(self) -> float:
        return max(self.deadline - time.monotonic(), 0.0)


class Client:
    """Asks publishers, each at its own pace and within its own daily budget. `state_dir` keeps the counts."""

    def __init__(self, *, state_dir: Path, policies: Mapping[str, Policy] | None = None) -> None:
        self._policies = dict(POLICIES if policies is None else policies)
        self._budget = Budget(state_dir / "requests.sqlite")
        self._redact = Redactor()
        self._redact.listen()
        self._adapter = adapter()

    def get(
        self,
        source: str,
        request: Request,
        *,
        media: str,
        etag: str | None = None,
        last_modified: str | None = None,
        into: Path | None = None,
    ) -> Answer:
        """The publisher's answer to a request, whole and of the type asked for; its body in the file `into`, if given.

        Raises FetchError when there is none, BudgetError when asking would exceed the project's own limit, and
        DataError when the request cannot be sent as it is.
        """
        headers = {"Accept-Encoding": "identity" if media in bodies.PACKED else "gzip"}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": last_modified} if last_modified else {}
        secrets = {**request.secrets, **request.secret_params}
        self._learn(source, secrets)
        call = self._call(
            source,
            public=requests.Request("GET", request.url, params=dict(request.params)),
            private=requests.Request(
                "GET",
                request.url,
                headers={**headers, **request.headers, **request.secrets},
                params={**request.params, **request.secret_params},
            ),
            media=media,
            has_key=bool(secrets),
        )
        return self._ask(replace(call, into=into))

    def post_json(self, url: str, document: Mapping[str, Any], *, name: str = "notify") -> int:
        """POST a document to an address of the maintainer's own; the status. Raises as `get` does.

        The whole address counts as a key, as those of web hooks are: only scheme and host appear in messages.
        """
        origin, path = split_origin(url)
        self._redact.learn([path] if len(path) > 1 else [])
        call = self._call(
            name,
            public=requests.Request("POST", origin),
            private=requests.Request(
                "POST",
                url,
                headers={"Accept-Encoding": "identity", "Content-Type": "application/json"},
                data=json.dumps(document, ensure_ascii=False, default=str).encode(),
            ),
            media=None,
            has_key=False,
        )
        return self._ask(call).status

    def close(self) -> None:
        """Close the connections and leave the log alone."""
        self._adapter.close()
        self._redact.leave()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _learn(self, source: str, secrets: Mapping[str, str]) -> None:
        self._redact.learn(secrets.values())
        for name, value in secrets.items():
            if not value or not value.isascii() or not value.isprintable() or value != value.strip():
                raise DataError(
                    expected=f"a key of plain characters for {name}",
                    came="one with a blank at an end, a line break or a special character" if value else "an empty one",
                    where=f"the key of {source}",
                    next_step=f"Correct CHOKEPOINT_KEYS__{source.upper()}; nothing was sent",
                )

    def _call(
        self, source: str, *, public: requests.Request, private: requests.Request, media: str | None, has_key: bool
    ) -> _Call:
        private.headers["User-Agent"] = USER_AGENT
        shown = ""
        try:
            message = private.prepare()
            shown = without_user(public.prepare().url or "")
        except (requests.RequestException, ValueError):
            LOG.debug("the request to %s cannot be prepared", source)
        parts = urlsplit(shown)
        setting = f"CHOKEPOINT_BASE_URLS__{source.upper()} or the source module" if media else _HOOK_SETTING
        if parts.scheme != "https" and (parts.scheme != "http" or (has_key and parts.hostname not in _LOCAL)):
            raise DataError(
                expected="an address that starts with https://",
                came=f"{parts.scheme}://" if shown else "none that can be used",
                where=f"the request to {source}",
                next_step=f"Correct {setting}; nothing was sent",
            )
        budget, policy = policy_for(self._policies, source, has_key)
        return _Call(source, budget, policy, message, self._redact(shown), media, time.monotonic() + policy.total_s)

    def _ask(self, call: _Call) -> Answer:
        """Ask until there is an answer, a final failure, or no time left."""
        tries = 0
        while True:
            tries += 1
            outcome = self._try(call)
            if isinstance(outcome, Answer):
                return outcome
            wait_s = _wait_s(outcome, call.policy, tries)
            if wait_s is None or wait_s >= call.left_s:
                break
            LOG.info("%s: %s; asking again in %.1f s", call.where, self._redact(outcome.came), wait_s)
            time.sleep(wait_s)
        # Raised outside every `except`, so that no library's exception with its address is chained to it.
        raise self._error(call, outcome, tries)

    def _error(self, call: _Call, failure: Failure, tries: int) -> FetchError:
        came, step = failure.came, failure.next_step or NEXT_STEPS[failure.kind]
        if failure.is_retryable and failure.retry_after_s:
            came += f", asked to wait {failure.retry_after_s:.0f} s"
            step = f"Ask again in {failure.retry_after_s:.0f} s or later; what landed before goes on serving"
        if failure.status in {401, 403} and failure.kind == "refused":
            step = f"Check the key in CHOKEPOINT_KEYS__{call.source.upper()} and the publisher's terms of use"
        if call.media is None:
            step = f"Check {_HOOK_SETTING} and the service behind it"
        return FetchError(
            kind=failure.kind,
            expected=bodies.NAMES[call.media] if call.media else "an answer that accepts the document",
            came=self._redact(came) + (f" (tried {tries} times)" if tries > 1 else ""),
            where=call.where,
            next_step=step,
            status=failure.status,
            body_excerpt=failure.text[:EXCERPT_CHARACTERS],
        )

    def _try(self, call: _Call) -> Answer | Failure:
        """Send once, and once more per redirect on the same host. Each sending is counted before it leaves."""
        message = call.message
        for _ in range(_MAX_REDIRECTS + 1):
            time.sleep(self._budget.take(call.budget, call.policy, call.left_s, call.where))
            outcome = self._send(call, message)
            if not isinstance(outcome, str):
                return outcome
            followed = follow(message, outcome) if call.media else None
            if followed is None:
                step = "Open the address in a browser; if the publisher moved, change the address in the source module"
                return Failure(
                    "refused",
                    f"a redirect to {shown_host(outcome)}; none is followed to another host or away from https",
                    next_step=step,
                )
            message = followed
        return Failure("refused", f"more than {_MAX_REDIRECTS} redirects")

    def _send(self, call: _Call, message: requests.PreparedRequest) -> Answer | Failure | str:
        """One request and its answer, a failure, or the address it redirects to."""
        response = None
        timeout_s = max(min(call.policy.timeout_s, call.left_s), 0.001)
        with Alarm(call.left_s) as alarm:
            try:
                response = self._adapter.send(message, stream=True, timeout=timeout_s, verify=True)
                outcome = read(
                    response,
                    url=call.url,
                    media=call.media,
                    policy=call.policy,
                    redact=self._redact,
                    into=call.into,
                )
            except UnfitBodyError as error:
                outcome = Failure(error.kind, error.came, error.kind == "truncated")
            except TROUBLE as error:
                outcome = of_trouble(error, has_answered=response is not None)
            finally:
                if response is not None:
                    response.close()
        return Failure("too_slow", f"no end after {call.policy.total_s:g} s") if alarm.has_rung else outcome


def _wait_s(failure: Failure, policy: Policy, tries: int) -> float | None:
    """Seconds until the next try: the backoff, or longer where the publisher asks for it; None = no further try."""
    asked_s = failure.retry_after_s or 0.0
    if not failure.is_retryable or tries > policy.retries or asked_s > policy.retry_after_max_s:
        return None
    backoff_s = min(policy.backoff_max_s, policy.backoff_s * 2.0 ** (tries - 1))
    jitter = random.uniform(0.5, 1.0)  # noqa: S311
    return max(backoff_s * jitter, asked_s * (0.95 + jitter / 10))
