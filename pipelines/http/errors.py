"""The errors of a question to a publisher: their kinds, and the next step for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from warehouse.errors import DataError

Kind = Literal[
    "unreachable",
    "quota",
    "refused",
    "not_found",
    "too_large",
    "too_slow",
    "wrong_type",
    "server_error",
    "truncated",
    "budget",
]

EXCERPT_CHARACTERS = 2_000

NEXT_STEPS: dict[Kind, str] = {
    "unreachable": "Check the network, or use `chokepoint refresh --snapshot` for the bundled figures",
    "quota": "Refresh again when the publisher's quota is free; what landed before goes on serving",
    "refused": "Compare the request and its key with the publisher's documentation",
    "not_found": "Check the period and codes asked for; the publisher may not have published them yet",
    "too_large": "Ask for less at once, or raise the limit in pipelines/http/policy.py",
    "too_slow": "Ask again later, or for less at once; what landed before goes on serving",
    "wrong_type": "Open the address in a browser to see what the publisher says; nothing was landed",
    "server_error": "Ask again later; what landed before goes on serving",
    "truncated": "Ask again later; nothing was landed",
}


class FetchError(DataError):
    """An answer that is not the document asked for. No part of it contains a key.

    `kind` says what happened, `status` is the HTTP status where there was one, and `body_excerpt` is how the
    publisher's own explanation begins.
    """

    def __init__(
        self,
        *,
        kind: Kind,
        expected: str,
        came: str,
        where: str,
        next_step: str,
        status: int | None = None,
        body_excerpt: str = "",
    ) -> None:
        self.kind: Kind = kind
        self.status, self.body_excerpt = status, body_excerpt
        super().__init__(expected=expected, came=came, where=where, next_step=next_step)


class BudgetError(FetchError):
    """The project's own limit for a publisher is used up; nothing was sent. `frees_at` is when it may ask again.

    `is_daily` when it is the number of a day, so that the rest of the questions is for the next night.
    """

    def __init__(
        self, *, publisher: str, budget: str, came: str, where: str, frees_at: datetime, is_daily: bool = False
    ) -> None:
        self.publisher, self.budget, self.frees_at, self.is_daily = publisher, budget, frees_at, is_daily
        super().__init__(
            kind="budget",
            expected=budget,
            came=came,
            where=where,
            next_step=f"Nothing was sent. Ask again after {frees_at:%Y-%m-%d %H:%M:%S} UTC, "
            "or use `chokepoint refresh --snapshot` for the bundled figures",
        )


@dataclass(frozen=True)
class Failure:
    """One failed try: raised as a FetchError when it is final, logged when it is retried."""

    kind: Kind
    came: str
    is_retryable: bool = False
    retry_after_s: float | None = None
    status: int | None = None
    text: str = ""
    next_step: str = ""


class UnfitBodyError(Exception):
    """A body that is too large, cut off or of another type; turned into a Failure at once."""

    def __init__(self, kind: Kind, came: str) -> None:
        self.kind: Kind = kind
        self.came = came
        super().__init__(came)
