"""Tables that fit the terminal: columns are cut or left out, digits never."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import fill
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

WIDTH, GAP, NARROWEST = 100, 2, 12  # columns without a terminal, between columns, of a text that is cut
DIGITS = 6  # significant ones of a figure that is not whole


@dataclass(frozen=True)
class Column:
    """A heading; figures stand right and are never cut. Of what does not fit the highest `rank` goes first."""

    heading: str
    is_figure: bool = False
    rank: int = 0


def console(*, markup: bool = True) -> Console:
    """The terminal as wide as it is; 100 columns where the output goes to a file or a pipe."""
    return Console(highlight=False, markup=markup, width=None if sys.stdout.isatty() else WIDTH)


def fitted(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int, **more: Any
) -> tuple[Table, list[str]]:
    """The table within `width`, and the headings that were left out for it.

    Columns of a rank above 0 are left out before a text is cut; then texts are cut, the widest first, to 12
    characters; then columns are left out from the right. The first column always stays.
    """
    widths = [
        max([cell_len(column.heading), *(cell_len(row[place]) for row in rows)]) for place, column in enumerate(columns)
    ]
    kept, gone = list(range(len(columns))), []

    def needed() -> int:
        return sum(widths[place] for place in kept) + GAP * (len(kept) - 1)

    while needed() > width and len(kept) > 1 and any(columns[place].rank for place in kept[1:]):
        worst = max(kept[1:], key=lambda place: (columns[place].rank, place))
        kept.remove(worst)
        gone.append(worst)
    while needed() > width:
        texts = [place for place in kept if not columns[place].is_figure and widths[place] > NARROWEST]
        if texts:
            widest = max(texts, key=lambda place: widths[place])
            widths[widest] = max(NARROWEST, widths[widest] - (needed() - width))
        elif len(kept) > 1:
            gone.append(kept.pop())
        else:
            break
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), **more)
    for place in kept:
        column = columns[place]
        table.add_column(
            column.heading,
            justify="right" if column.is_figure else "left",
            no_wrap=True,
            overflow="ellipsis",
            min_width=widths[place],
            max_width=widths[place],
        )
    for row in rows:
        table.add_row(*(row[place] for place in kept))
    return table, [columns[place].heading for place in sorted(gone)]


def prose(out: Console, text: str, **more: Any) -> None:
    """Text in lines of the terminal's width, a figure never apart from its unit."""
    kept = re.sub(r"(?<=\d) (?=%|t\b|kg\b|pt\b)|(?<=US\$) ", "\N{NO-BREAK SPACE}", text)
    lines = fill(kept, out.width, break_long_words=False, break_on_hyphens=False)
    out.print(lines.replace("\N{NO-BREAK SPACE}", " "), soft_wrap=True, **more)


def short(cell: object) -> str:
    """A cell of a query's result: figures that are not whole with six significant digits, or whole when larger."""
    if cell is None:
        return "NULL"
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return " ".join(str(cell).split())
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)
    if cell == int(cell):
        return f"{int(cell)}"
    return f"{float(cell):.{DIGITS}g}" if abs(cell) < 10**DIGITS else f"{cell:.0f}"


def percent(share: float | None) -> str:
    """A share as a person reads it."""
    return "unknown" if share is None else f"{share * 100:.1f} %"


def spark(values: Sequence[float | None]) -> str:
    """A line of the terminal that draws shares between 0 and 1; a blank where there is none."""
    bars = "▁▂▃▄▅▆▇█"
    return "".join(" " if value is None else bars[min(len(bars) - 1, int(value * len(bars)))] for value in values)
