"""Pace and daily budget per publisher, in one SQLite file that every process of the warehouse shares.

A request is counted in a committed transaction before it leaves: a crash can waste a place, never gain one.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from pipelines.http.errors import BudgetError
from pipelines.http.policy import Policy
from warehouse.errors import DataError
from warehouse.sections import sections

# A minute more than a day: a request reaches the publisher a little later than it is counted.
WINDOW_S = 86_400 + 60
_BUSY_S = 30


class Budget:
    """The counter in one file. A file that cannot be written stops the request: an uncounted one is never sent."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self._clock = clock
        self._sql = sections(Path(__file__).with_name("budget.sql"))

    def take(self, publisher: str, policy: Policy, patience_s: float, where: str) -> float:
        """Count one request and return how many seconds to wait before sending it.

        Raises BudgetError when the daily budget is used up, or its turn would come after `patience_s`.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=_BUSY_S, isolation_level=None)) as con:
                con.execute("begin immediate")
                return self._take(con, publisher, policy, patience_s, where)
        except (sqlite3.Error, OSError) as error:
            raise DataError(
                expected="a file in which requests are counted",
                came=str(error),
                where=str(self.path),
                next_step="Nothing was sent. Make the folder writable, or remove the file if it is damaged",
            ) from error

    def _take(self, con: sqlite3.Connection, publisher: str, policy: Policy, patience_s: float, where: str) -> float:
        con.execute(self._sql["ddl"])
        con.execute(self._sql["index"])
        now = self._clock()
        names = {"publisher": publisher, "per_day": policy.per_day or 1}
        last_at, fills_at = con.execute(self._sql["state"], names).fetchone()
        if policy.per_day is not None and fills_at is not None and fills_at > now - WINDOW_S:
            raise BudgetError(
                publisher=publisher,
                budget=f"at most {policy.per_day} requests to {publisher} in 24 hours",
                came="a further one: the daily budget is used up",
                where=where,
                frees_at=datetime.fromtimestamp(fills_at + WINDOW_S, UTC),
                is_daily=True,
            )
        at = max(now, last_at + 1 / policy.per_second) if last_at is not None else now
        if at - now > patience_s:
            raise BudgetError(
                publisher=publisher,
                budget=f"at most {policy.per_second:g} requests to {publisher} a second",
                came=f"a queue of {at - now:.0f} s, longer than the {patience_s:.0f} s that this one may wait",
                where=where,
                frees_at=datetime.fromtimestamp(at, UTC),
            )
        con.execute(self._sql["count"], {"publisher": publisher, "at": at})
        con.execute(self._sql["forget"], {"publisher": publisher, "before": now - 2 * WINDOW_S})
        con.execute("commit")
        return at - now
