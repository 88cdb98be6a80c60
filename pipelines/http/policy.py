"""How hard each publisher may be asked. *Published* numbers are the publisher's; the others are this project's own.

A budget per day counts any 24 hours, so it is at least as strict as a publisher's calendar day.
"""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 1 << 20


@dataclass(frozen=True)
class Policy:
    """Pace, daily budget, time and size limits for one publisher.

    `timeout_s` bounds connecting and each wait for bytes; `total_s` bounds one question altogether: its turn,
    tries, waits and the whole body. `max_bytes` bounds a body as sent and without its transfer compression,
    `max_unpacked_bytes` what a zip or gzip document unpacks to. `retried` names statuses that are tried again
    beside 408, 425, 429 and 5xx. A publisher that asks to wait longer than `retry_after_max_s` is taken at its word:
    the question ends.
    """

    per_second: float = 1.0
    per_day: int | None = 500
    timeout_s: float = 60.0
    total_s: float = 600.0
    max_bytes: int = 128 * _MIB
    max_unpacked_bytes: int = 4096 * _MIB
    retries: int = 3
    backoff_s: float = 1.0
    backoff_max_s: float = 60.0
    retry_after_max_s: float = 120.0
    retried: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if self.per_second <= 0 or (self.per_day is not None and self.per_day < 1):
            raise ValueError("a policy allows at least one request")


# By the source's name, as in its raw tables; a source without an entry has the default.
POLICIES: dict[str, Policy] = {
    "default": Policy(),
    # Published: about one request a second; no daily number for the keyless preview.
    "comtrade": Policy(per_second=0.8, per_day=250, timeout_s=120),
    # Published: 500 calls a day and 100,000 rows a call with a free key; such an answer takes over 45 s.
    "comtrade_keyed": Policy(per_second=0.8, per_day=500, timeout_s=120, max_bytes=512 * _MIB),
    # The database and the file downloads of e-Stat; no number is published.
    "japan_customs": Policy(per_day=1_000, timeout_s=120),
    "usgs": Policy(per_second=0.5, per_day=200),
    # One archive of all years, several hundred MiB.
    "baci": Policy(per_day=20, timeout_s=120, total_s=7_200, max_bytes=1024 * _MIB, max_unpacked_bytes=16_384 * _MIB),
    # A thousand features a page, 133 pages of production.
    "bgs": Policy(per_day=1_000, timeout_s=120),
    "eurostat_comext": Policy(timeout_s=120, max_bytes=512 * _MIB),
    # Published: 60 a minute. About a third of the calls answer 403 "Ip Forbidden" and succeed when asked again.
    "hmrc": Policy(per_second=0.9, per_day=2_000, retries=5, retried=frozenset({403})),
    # To an address of the maintainer's own.
    "notify": Policy(per_second=2, per_day=200, timeout_s=10, total_s=30, max_bytes=_MIB, retries=1),
}


def policy_for(policies: dict[str, Policy], source: str, has_key: bool) -> tuple[str, Policy]:
    """The budget's name and the policy: the keyed one where a key is sent and the publisher has one."""
    keyed = f"{source}_keyed"
    if has_key and keyed in policies:
        return keyed, policies[keyed]
    return source, policies.get(source) or policies.get("default") or POLICIES["default"]
