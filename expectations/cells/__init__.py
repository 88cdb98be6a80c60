"""Which figures a document is about, so that documents of other names and keys about the same ones are found.

A cell is what a publisher answers for at once: of one flow, code and year, say, the figures of all partners. What a
document covers follows from the scope under which it landed, not from its rows: a code without rows is covered as well.
One file per raw table of trade says what its cells are. It imports nothing heavy, so that a refresh without anything
new is quick.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from warehouse.load import BOOKS_SQL
from warehouse.sections import sections

_SQL: Path = BOOKS_SQL.with_name("cells.sql")


MONTHS = tuple(f"{month:02}" for month in range(1, 13))


@dataclass(frozen=True)
class Cells:
    """How the scope of a document and the rows of its raw table name the same things.

    `exact` maps a name of the scope to SQL on the raw table, whose value the scope lists as it is; where the scope
    lists none, `unsaid` says what it is about. `period` are those of them that say when. `code` is a name and SQL too,
    of codes that cover all which begin with them. `unit` is SQL on raw.sighting, the answer that a document is a page
    of; `whole` is true of a scope that covers all partners.
    """

    exact: Mapping[str, str]
    period: tuple[str, ...]
    code: tuple[str, str] | None = None
    unsaid: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unit: str = "key"
    whole: str = "true"

    @property
    def block(self) -> str:
        """SQL on the raw table: all of a row's cell but its code, as one text."""
        return f"concat_ws(' ', {', '.join(self.exact.values())})"

    @property
    def row_code(self) -> str:
        """SQL on the raw table: the code of a row, empty where the cells have none."""
        return f"cast({self.code[1]} as varchar)" if self.code else "''"

    @property
    def thing(self) -> str:
        """SQL on the raw table: a row's cell at whatever time."""
        parts = [sql for name, sql in self.exact.items() if name not in self.period]
        return f"concat_ws(' ', {', '.join([*parts, self.row_code])})"

    def queries(self, table: str) -> dict[str, str]:
        """The queries of warehouse/cells.sql that depend on what the cells of a table are."""
        named = {name: f"scope_{name}" for name in [*self.exact, *([self.code[0]] if self.code else [])]}
        exact = [named[name] for name in self.exact]
        around = [named[name] for name in self.exact if name not in self.period]
        parts = sections(_SQL)
        claims = parts["claims"].format(
            block=f"concat_ws(' ', {', '.join(exact)})",
            around=f"concat_ws(' ', {', '.join(around)})" if around else "''",
            code=named[self.code[0]] if self.code else "''",
            lists="\n".join(
                f"cross join unnest({self._listed(name)}) as {name}_list ({named[name]})" for name in named
            ),
            whole=self.whole,
        )
        sides = parts["sides"].format(block=self.block, row_code=self.row_code, table=table)
        return {"unit": self.unit, "claims": claims, "sides": sides}

    def _listed(self, name: str) -> str:
        listed = f"cast(d.scope -> '$.{name}' as varchar[])"
        unsaid = ", ".join(f"'{value}'" for value in self.unsaid.get(name, ()))
        return f"coalesce({listed}, [{unsaid}])" if unsaid else listed


def of(dataset: str) -> Cells | None:
    """The cells of a raw table; None where no file says what they are."""
    name = f"{__name__}.{dataset}"
    cells: Cells | None = import_module(name).CELLS if find_spec(name) else None
    return cells
