"""What a new document is compared with what was served before it for: one declaration per suite, the same queries.

A document alone cannot show that two partners were swapped, that every figure is 1,000 times too large, or that most
partners were left out. Beside what was served until it came it can: the newest passed document of its key and, where it
is known what the cells of a table are (cells/), those of other keys about the same cells, of each cell the one that
served it. What moves too far, or is gone, blocks the document, so that what was served goes on serving; what is merely
unusual is written down. A true revision of that size passes once a person accepts its document by name, with a reason
(`chokepoint accept`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from expectations.cells import Cells
from warehouse.sections import sections

_SQL = Path(__file__).with_name("drift.sql")


@dataclass(frozen=True)
class Drift:
    """Which figures of a raw table belong together, and how far they may move. All names are SQL on the raw table.

    `series` names what a total is about; `member` what it is divided into (None: each series is one figure), `total`
    the rows that are the publisher's own totals and `only` the rows that take part. `measures` are amounts,
    `attributes` what a figure is (unit, valuation). `part` is true of the rows of a page of an answer, among which
    others come and go. A series counts when it makes up `series_share` of its document, a member when it makes up
    `member_share` of its total. `table` stands for the raw table where its rows hold several figures.

    Partners, codes or months are gone when no figure of theirs is left: that blocks when they had `gone_share` of the
    amounts, or are three and `gone_part` of all.
    """

    series: tuple[str, ...]
    measures: Mapping[str, str]
    member: str | None = None
    total: str = "false"
    only: str = "true"
    attributes: Mapping[str, str] = field(default_factory=dict)
    unit_value: tuple[str, str] | None = None
    part: str = "false"
    table: str | None = None
    total_factor: float = 2
    member_factor: float = 3
    unusual_factor: float = 1.2
    series_share: float = 0.05
    member_share: float = 0.05
    unit_value_factor: float = 200
    gone_share: float = 0.02
    gone_part: float = 0.2

    def rules(self, *, has_cells: bool = False) -> dict[str, tuple[str, bool]]:
        """The kinds of finding, each with the rule in words and whether it blocks."""
        return {
            "total": (
                f"no total moves by more than {self.total_factor:g} times from the vintage before, or ends",
                True,
            ),
            "member": (
                f"no member of at least {self.member_share:.0%} of its total moves by more than "
                f"{self.member_factor:g} times from the vintage before, comes or goes",
                True,
            ),
            **(self._whole_rules() if has_cells else {}),
            "exchange": ("no two members have exchanged their figures since the vintage before", True),
            "accepted": ("no figure moves so far that its revision had to be accepted (chokepoint accept)", False),
            "unusual": (
                f"no total or large member moves by more than {self.unusual_factor:g} times from the vintage before, "
                f"no other by more than {self.member_factor:g} times, and none comes or goes",
                False,
            ),
            "scaled": (
                "neither the members of a total nor a member in all totals have moved by one factor since then",
                False,
            ),
            "attribute": (
                "every figure is of the same kind as in the vintage before (unit, valuation, estimate)",
                False,
            ),
            "unit value": (
                f"no unit value is more than {self.unit_value_factor:g} times the median of its total's members, or "
                "less than its part",
                False,
            ),
        }

    def _whole_rules(self) -> dict[str, tuple[str, bool]]:
        return {
            "gone": (
                "of what is served of the same cells, under whatever key, nothing is gone: no partner, code or period, "
                f"but for less than {self.gone_share:.0%} of the amounts and of fewer than three in "
                f"{3 / self.gone_part:g}; a file that holds a selection makes no shares",
                True,
            ),
            "few": (
                "a file that a person brought has at least a third of the partners that are usual at other times",
                True,
            ),
        }

    def queries(self, dataset: str, cells: Cells | None = None) -> dict[str, str]:
        """What finds the moves of the documents in the temporary table drift_pair: `macros`, `rows` and `note`, and
        under the other names queries of findings."""
        value, weight = self.unit_value or ("", "")
        table = self.table or f"raw.{dataset}"
        block, code = (cells.block, cells.row_code) if cells else ("''", "''")
        attributes = self.attributes or {"none": "''"}
        axes = [
            *zip(self.series, _names("series", self.series), strict=True),
            *([(self.member, "member_field")] if self.member else []),
        ]
        names = {
            "table": table,
            "block": block,
            "row_code": code,
            "cell": f"concat_ws(' ', {block}, {code})",
            "thing": cells.thing if cells else "''",
            "series_fields": _named("series", self.series),
            "series": f"concat_ws(' ', {', '.join(_names('series', self.series))})",
            "member_field": self.member or "''",
            "member": "cast(member_field as varchar)" if self.member else "''",
            "member_name": _name(self.member or "member"),
            "has_members": bool(self.member),
            "axes": ", ".join(f"{{'axis': '{_name(sql)}', 'value': cast({name} as varchar)}}" for sql, name in axes),
            "total": self.total,
            "only": self.only,
            "sums": _named("amount", [f"sum(cast({sql} as decimal(38, 6)))" for sql in self.measures.values()]),
            "measures": _structs("amount", "decimal(38, 6)", self.measures),
            "first_measure": next(iter(self.measures)),
            "attribute_fields": _named("label", [f"cast({label} as varchar)" for label in attributes.values()]),
            "attributes": _structs("label", "varchar", attributes),
            "value_measure": value,
            "weight_measure": weight,
            "part": self.part,
            "total_factor": self.total_factor,
            "member_factor": self.member_factor,
            "unusual_factor": self.unusual_factor,
            "series_share": self.series_share,
            "member_share": self.member_share,
            "unit_value_factor": self.unit_value_factor,
            "gone_share": self.gone_share,
            "gone_part": self.gone_part,
        }
        parts = sections(_SQL) | (sections(_SQL.with_name("gone.sql")) if cells else {})
        rows_before = parts.pop("rows_of_cells" if cells else "rows_of_document").format(**names)
        parts.pop("rows_of_document" if cells else "rows_of_cells")
        return {name: query.format(rows_before=rows_before, **names) for name, query in parts.items()}


def _name(axis: str) -> str:
    """The column that an expression is about: its first word that is no function."""
    found = re.search(r"[A-Za-z_]\w*\b(?!\()", axis)
    return found[0] if found else "value"


def _names(kind: str, fields: Collection[str]) -> list[str]:
    return [f"{kind}_{place}" for place in range(len(fields))]


def _named(kind: str, expressions: Collection[str]) -> str:
    """The expressions as columns: series_0, series_1 and so on."""
    named = zip(expressions, _names(kind, expressions), strict=True)
    return ", ".join(f"{expression} as {name}" for expression, name in named)


def _structs(kind: str, type_: str, named: Mapping[str, str]) -> str:
    """The columns of one kind as a list of structs, each with the name that the suite gives it."""
    columns = zip(named, _names(kind, named), strict=True)
    return ", ".join(f"{{'measure': '{name}', '{kind}': cast({column} as {type_})}}" for name, column in columns)
