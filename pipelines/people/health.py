"""How each source fares, as a table of the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from pipelines.people.documents import held_line
from pipelines.people.tables import console
from warehouse.rows import Row

_MAX_LATE, _MAX_HELD = 10, 10


def status_table(rows: Sequence[Row]) -> None:
    """What is missing, then one line per raw table, then the problems in full, what is lost and who is late."""
    out = console()
    _missing(out, [one for row in rows for one in row["held"]])
    table = Table(box=None, pad_edge=False)
    table.add_column("table", no_wrap=True)
    for heading in ("newest", "rows", "quarantined", "excluded", "checks", "new data", "tried"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("state", no_wrap=True)
    for row in rows:
        table.add_row(
            row["dataset"],
            row["newest_period"] or "",
            f"{row['rows_accepted']:,}",
            f"{row['rows_quarantined']:,}",
            f"{row['rows_excluded']:,}",
            f"{row['checks_run']:,}",
            "" if row["age_days"] is None else f"{row['age_days']} d",
            "" if row["hours_since_attempt"] is None else f"{row['hours_since_attempt']:,.0f} h",
            row["state"],
        )
    out.print(table)
    out.print("\nnew data: age of the newest document; tried: time since the last attempt.")
    for row in rows:
        if row["problem"]:
            out.print(f"\n{row['dataset']} failed: {row['problem']}")
    for row in rows:
        for problem in row["lost"]:
            out.print(f"\n{row['dataset']} lacks {problem}.")
    for row in rows:
        if row["late"]:
            out.print(f"\n{row['dataset']} is late: {_late(row['late'])}")


def _missing(out: Console, held: Sequence[Row]) -> None:
    if not held:
        return
    out.print(f"Missing from what is served, because they are set aside: {len(held):,} documents")
    for one in held[:_MAX_HELD]:
        out.print(held_line(one))
    more = f"{len(held) - _MAX_HELD} more: " if len(held) > _MAX_HELD else ""
    out.print(f"{more}chokepoint documents --held\n")


def _late(overdue: Sequence[Row]) -> str:
    told = [
        f"{row['reporter_iso3'] or 'every reporter'} to {row['newest_period']} ({row['expected_newest_period']} is due)"
        for row in overdue
    ]
    return ", ".join(told[:_MAX_LATE]) + (f" and {len(told) - _MAX_LATE} more" if len(told) > _MAX_LATE else "")
