"""The indicators of one question on the terminal: each with its value, unit and formula, and what is withheld."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.people.show import title
from pipelines.people.tables import Column, console, fitted, prose
from warehouse.answers import Suppliers
from warehouse.rows import Row


def show_indicators(answer: Suppliers, rows: Sequence[Row]) -> None:
    """Print every indicator of the import set shown; one without a figure says so, and why below the table."""
    out = console(markup=False)
    if answer.build["as_of"]:
        prose(out, f"What was known at the end of {answer.build['as_of']:%Y-%m-%d} (UTC):")
    prose(out, title(answer), style="bold")
    if answer.not_by_weight:
        prose(out, f"By value, since there are no shares by weight: {answer.not_by_weight}.")
    columns = [
        Column("indicator"), Column("value", is_figure=True), Column("unit", rank=1), Column("column", rank=2),
        Column("formula", rank=3),
    ]  # fmt: skip
    cells = [
        [
            row["name"],
            "no figure" if row["value"] is None else f"{row['value']:.4f}",
            "" if row["unit"] == "1" else row["unit"],
            row["column_name"],
            row["formula"],
        ]
        for row in rows
    ]
    out.print(fitted(columns, cells, out.width)[0])
    for line in _flags(answer.concentration):
        prose(out, line)


def _flags(found: Row) -> list[str]:
    """What a reader must know before quoting one of them."""
    return [
        *([f"No figure: {found['reason']}."] if found["reason"] else []),
        *(["Some imports are withheld: read the bounds."] if found["has_withheld"] else []),
        *([f"The total of this reading cannot be: {found['contradiction']}."] if found["contradiction"] else []),
        *([f"Break: {found['series_break']}."] if found["series_break"] else []),
        f"Source: {found['source']}, {found['evidence']}; HS {found['code_set']}, fit {found['fit']}. "
        "`chokepoint indicators --json` has edge cases and sources.",
    ]
