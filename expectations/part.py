"""How much of a document may be left out: the part of its rows, and of its amounts, that nobody can place.

A row that cannot be read, or that names a partner nobody knows, is not worth holding a whole document for as long as
its part is small; where it is large, the document without it would show a wrong picture. A suite says how large with

    LEFT_OUT = Part.of(DRIFT)                         5 % of the rows, and of each amount
    LEFT_OUT = Part.of(DRIFT, limit=0.1)  # reason (date)

which lets that part of a document stay in quarantine; `*LEFT_OUT.rules(...)` among its RULES does the same for rows
that were read, such as those of partners that no list names. What is below the limit is served with a finding, and the
staging model counts it as of unknown origin. A suite without LEFT_OUT lets no row stay in quarantine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import great_expectations.expectations as gxe

from expectations.drift import Drift
from warehouse.sections import sections

_SQL = Path(__file__).with_name("part.sql")


@dataclass(frozen=True)
class Part:
    """A part of a document, 0 to 1. All texts are SQL on the raw table, or on `table` in its place.

    `amounts` name what is added up, as absolute values, to the document's total; without any, rows alone count. A row
    in quarantine whose first amount cannot be read is not known to be small, and holds the document.
    `total` is true of the publisher's own totals, which belong to no sum, and of which none may be left out. `within`
    divides a document whose amounts do not add up, such as one of tables in different units: each part has a total.
    With `counts_rows` false the amounts alone are measured.
    """

    limit: float = 0.05
    amounts: Mapping[str, str] = field(default_factory=dict)
    total: str = "false"
    within: tuple[str, ...] = ()
    table: str | None = None
    counts_rows: bool = True

    @classmethod
    def of(cls, drift: Drift, *, limit: float = 0.05, within: tuple[str, ...] = ()) -> Part:
        """The amounts and totals that a suite compares with the vintage before."""
        return cls(limit, drift.measures, f"({drift.total}) or not ({drift.only})", within, drift.table)

    def rules(self, description: str, left_out: str) -> list[Any]:
        """What rows are expected to be, and the SQL condition that is true of those that are not.

        Two expectations: the rows are told as a warning, and they hold the document where they are more than the limit.
        The condition must be one on the raw table, and on `table` where there is one.
        """
        rows = f"select * from {{batch}} where {_safe(left_out)}"  # noqa: S608
        return [
            gxe.UnexpectedRowsExpectation(description=description, severity="warning", unexpected_rows_query=rows),
            gxe.UnexpectedRowsExpectation(
                description=f"{description}, but for {self.said()}",
                unexpected_rows_query=self.query("select * from {batch}", rows),
            ),
        ]

    def quarantine_rule(self, quarantine: str) -> Any:
        """The expectation on the rows in quarantine, which the query `quarantine` gives in the raw table's columns."""
        rows = _safe(quarantine)
        query = self.query(f"select * from {{batch}} union all by name {rows}", rows)  # noqa: S608
        if self.amounts and not self.table:
            query += self.unmeasured(rows)
        return gxe.UnexpectedRowsExpectation(
            description=f"no row that could not be read (see raw.quarantine), but for {self.said()}",
            unexpected_rows_query=query,
        )

    def said(self) -> str:
        """The limit in words."""
        return f"at most {self.limit:.0%} of the document's {' and of its '.join(['rows', *self.amounts])}"

    def unmeasured(self, left_out: str) -> str:
        """What to add to a query for the rows that leave out something whose first amount is not known."""
        first = _safe(next(iter(self.amounts.values())))
        return "\n" + sections(_SQL)["unmeasured"].format(left_out=left_out, measured=first)

    def query(self, whole: str, left_out: str) -> str:
        """Rows (document, measure, how much, of how much) where more than the limit is left out."""
        amounts = ", ".join(
            f"{{{{'measure': '{name}', 'amount': abs(cast({_safe(sql)} as decimal(38, 6)))}}}}"
            for name, sql in self.amounts.items()
        )
        return sections(_SQL)["part"].format(
            whole=whole,
            left_out=left_out,
            whole_table=self._table(whole),
            left_out_table=self._table(left_out),
            amounts=f"[{amounts}]" if amounts else "cast([] as struct(measure varchar, amount decimal(38, 6))[])",
            total=_safe(self.total),
            of_which=f"concat_ws(' ', {_safe(', '.join(self.within))})" if self.within else "''",
            limit=self.limit,
            counts_rows=self.counts_rows,
        )

    def _table(self, rows: str) -> str:
        return f"({rows})" if self.table is None else re.sub(r"\braw\.\w+", lambda _: f"({rows})", _safe(self.table))


def _safe(sql: str) -> str:
    """SQL for the template of a rule, in which braces mean something."""
    return sql.replace("{", "{{").replace("}", "}}")
