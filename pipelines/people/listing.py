"""What can be asked, and the rows of a person's own query, as tables of the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pipelines.people.plan import Plan
from pipelines.people.tables import Column, console, fitted, short
from warehouse.rows import Row

_MOST_ROWS = 200


def rows_table(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """The rows of a query; at most 200 are drawn. What is not drawn is said, and --json prints all in full."""
    if not names:
        return
    columns = [
        Column(name, is_figure=all(_is_figure(row[place]) for row in rows) and bool(rows))
        for place, name in enumerate(names)
    ]
    out = console(markup=False)
    table, left_out = fitted(columns, [[short(cell) for cell in row] for row in rows[:_MOST_ROWS]], out.width)
    out.print(table)
    told = f"{len(rows):,} row{'' if len(rows) == 1 else 's'}"
    told += f", {_MOST_ROWS} shown" if len(rows) > _MOST_ROWS else ""
    told += f"; too wide for {', '.join(left_out)}" if left_out else ""
    out.print(told + (" (--json prints all)" if left_out or len(rows) > _MOST_ROWS else ""))


def listed(rows: Sequence[Row], shown: Sequence[str], figures: Sequence[str] = ()) -> None:
    """Rows under their column names; the later columns are left out first where the terminal is narrow."""
    out = console(markup=False)
    columns = [Column(name.replace("_", " "), name in figures, place) for place, name in enumerate(shown)]
    cells = [["" if row[name] is None else str(row[name]) for name in shown] for row in rows]
    table, _ = fitted(columns, cells, out.width)
    out.print(table)


def plan_table(plans: Sequence[Plan]) -> None:
    """What each dataset needs, and what all of it means in words."""
    out = console(markup=False)
    columns = [
        Column("dataset"), Column("years", rank=1), Column("questions", is_figure=True), Column("open", is_figure=True),
        Column("a day", is_figure=True), Column("days", is_figure=True), Column("with key", is_figure=True),
        Column("days with key", is_figure=True), Column("", rank=2),
    ]  # fmt: skip
    rows = [
        [
            one.dataset,
            one.years,
            f"{one.questions:,}",
            f"{one.open:,}",
            "" if one.a_day is None else f"{one.a_day:,}",
            "" if one.days is None else f"{one.days:,}",
            f"{one.questions_with_key:,}",
            "" if one.days_with_key is None else f"{one.days_with_key:,}",
            _how(one),
        ]
        for one in plans
    ]
    table, _ = fitted(columns, rows, out.width)
    out.print(table)
    out.print(
        "\nquestions: requests of a whole refresh, at least; open: those not answered yet; a day: this project's\n"
        "limit for the publisher; days: until all that is open is answered, the most wanted first."
    )


def _how(one: Plan) -> str:
    if one.is_file_only:
        return f"chokepoint import {one.dataset} FILE"
    return "needs a key (.env.example says where to get it)" if one.needs_key and not one.has_key else ""


def _is_figure(cell: object) -> bool:
    return cell is None or (isinstance(cell, int | float | Decimal) and not isinstance(cell, bool))
