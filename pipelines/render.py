"""Answers as tables on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.tree import Tree

from warehouse.answers import Explanation, Row, Suppliers

_MAX_ROWS, _MAX_LATE, _WIDTH = 200, 10, 120


def suppliers_table(answer: Suppliers) -> None:
    """Suppliers with shares, then the HHI with its bounds, then sources and code set."""
    console = console_of_output()
    unknown = answer.concentration["unknown_share"]
    impossible = _impossible(answer)
    table = Table(title=_title(answer), title_justify="left", title_style="bold", box=None, pad_edge=False)
    for heading in ("", "supplier", "share", *(["at most"] if unknown else []), "US$ million", "tonnes", ""):
        table.add_column(heading, justify="left" if heading in ("supplier", "") else "right")
    for row in answer.suppliers:
        table.add_row(
            str(row["place"] or ""),
            f"{row['supplier_name']} ({row['supplier']})",
            _percent(row["share"]),
            *([_percent(row["share_high"])] if unknown else []),
            "" if impossible else _scaled(row["value_usd"], 1e6),
            "" if impossible else _scaled(row["weight_kg"], 1e3),
            "weight estimated" if row["is_weight_estimated"] else "",
        )
    console.print(table)
    console.print()
    for line in (*impossible, *_concentration(answer), *_origin(answer)):
        console.print(line)


def _title(answer: Suppliers) -> str:
    reading = answer.reading
    return (
        f"{answer.importer_name}: imports of {answer.material} in {answer.period}, by {answer.basis} "
        f"(HS {reading['code_set']}, {reading['stage']})"
    )


def _concentration(answer: Suppliers) -> list[str]:
    found = answer.concentration
    if found["reason"]:
        return [f"No shares by {answer.basis}: {found['reason']}."]
    low, high = found["hhi_low"], found["hhi_high"]
    hhi = f"{found['hhi'] * 1e4:,.1f}" if found["hhi"] is not None else f"{low * 1e4:,.1f} to {high * 1e4:,.1f}"
    known = "" if not found["unknown_share"] else f"; origin unknown for {_percent(found['unknown_share'])}"
    lines = [
        f"HHI {hhi} of 10,000; {found['supplier_count']} known suppliers; the largest has {_percent(found['cr1'])}, "
        f"the three largest {_percent(found['cr3'])}{known}."
    ]
    if found["value_usd"] is not None and not found["contradiction"]:
        weight = "" if found["weight_kg"] is None else f", {found['weight_kg'] / 1000:,.1f} t"
        estimated = found["estimated_weight_share"]
        note = f" ({_percent(estimated)} of the weight estimated by the publisher)" if estimated else ""
        lines.append(f"Total US$ {found['value_usd']:,.0f} {found['valuation']}{weight}{note}.")
    verdicts = ", ".join(f"{row['verdict']} {row['threshold_value']:g} ({row['authority']})" for row in answer.verdicts)
    return [*lines, f"HHI on the scale 0 to 1: {verdicts}."] if verdicts else lines


def _impossible(answer: Suppliers) -> list[str]:
    """A total that another figure rules out, in words. Its amounts are no answer and are left out."""
    told = answer.concentration["contradiction"]
    return [f"This total cannot be: {told}. Amounts are left out (quality.contradiction has them)."] if told else []


def _origin(answer: Suppliers) -> list[str]:
    reading = answer.reading
    lines = [
        *_trend(answer),
        "",
        f"Code set {reading['code_set']}: {reading['fit']} fit for {answer.material}. {reading['note']}.",
        f"Evidence: {reading['evidence']}.",
    ]
    for row in answer.documents:
        released = f", released {row['released_at'][:10]}" if row["released_at"] else ""
        lines.append(
            f"Source: {row['publisher']}, {row['key']} ({row['kind']}), retrieved {row['retrieved_at']:%Y-%m-%d}"
            f"{released}, document {row['document_id']}. {row['licence']}."
        )
    for row in answer.readings[:4]:
        share = f"{row['largest_supplier_iso3']} {_percent(row['cr1'])}" if row["cr1"] is not None else row["reason"]
        lines.append(
            f"Another reading: HS {row['code_set']} ({row['fit']} fit, {row['source']}), {row['period']}: {share}"
            f"{'; its total cannot be' if row['contradiction'] else ''}."
        )
    return lines


def _trend(answer: Suppliers) -> list[str]:
    """The largest supplier's share over the years of the same reading."""
    first = answer.reading["largest_supplier_iso3"]
    years = [f"{row['period']} {_percent(row['share'])}" for row in answer.trend if row["share"] is not None]
    return [f"{first} over the years: {', '.join(years)}."] if len(years) > 1 else []


def explanation_tree(found: Explanation) -> None:
    """The chain as a tree: figure, rules, documents, rows."""
    answer, console = found.answer, console_of_output()
    tree = Tree(f"[bold]{_title(answer)}[/bold]: {_concentration(answer)[0]}")
    tree.add(f"build {found.build['build_id']}, written {found.build['built_at']:%Y-%m-%d %H:%M} UTC")
    reading = answer.reading
    tree.add(
        f"code set {reading['code_set']} ({reading['fit']} fit): {reading['note']}; evidence {reading['evidence']}"
    )
    tree.add("share = supplier / (suppliers + unknown origin); HHI = sum of squared shares (docs/methods.md, 1)")
    for document in found.documents:
        branch = tree.add(f"document {document['document_id']}: {document['publisher']}, {document['key']}")
        branch.add(f"SHA-256 {document['sha256']}")
        branch.add(
            f"{document['kind']}, retrieved {document['retrieved_at']:%Y-%m-%d %H:%M} UTC, from {document['url']}"
        )
        if document["obtained_from"]:
            branch.add(str(document["obtained_from"]))
        branch.add(
            f"{document['rows_read']:,} rows read = {document['rows_accepted']:,} accepted + "
            f"{document['rows_quarantined']:,} quarantined + {document['rows_excluded']:,} excluded"
            + (f" ({document['exclusion_rules']})" if document["exclusion_rules"] else "")
        )
        branch.add(f"{document['rules_run']} of {document['rules_declared']} rules run, all passed")
        rows = branch.add("rows used")
        for row in found.rows:
            if row["document_id"] == document["document_id"]:
                rows.add(_source_row(row))
    console.print(tree)


def _source_row(row: Row) -> str:
    who = "publisher's total" if row["exporter_kind"] == "world" else row["exporter_iso3"]
    code = f"HS {row['hs_code']} ({row['hs_edition']}), " if row["hs_code"] else ""
    weight = "weight unknown" if row["weight_kg"] is None else f"{row['weight_kg']:,} kg"
    return f"row {row['row_numbers']}: {who}, {code}US$ {row['value_usd']:,} {row['valuation']}, {weight}"


def status_table(rows: Sequence[Row]) -> None:
    """One line per raw table, then the problems in full and who is late."""
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
    console = console_of_output()
    console.print(table)
    console.print("\nnew data: age of the newest document; tried: time since the last attempt.")
    for row in rows:
        if row["problem"]:
            console.print(f"\n{row['dataset']} failed: {row['problem']}")
    for row in rows:
        if row["late"]:
            console.print(f"\n{row['dataset']} is late: {_late(row['late'])}")


def _late(overdue: Sequence[Row]) -> str:
    told = [
        f"{row['reporter_iso3'] or 'every reporter'} to {row['newest_period']} ({row['expected_newest_period']} is due)"
        for row in overdue
    ]
    return ", ".join(told[:_MAX_LATE]) + (f" and {len(told) - _MAX_LATE} more" if len(told) > _MAX_LATE else "")


def rows_table(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """The rows of a query; at most 200 are drawn, and how many there are is said."""
    table = Table(box=None, pad_edge=False)
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows[:_MAX_ROWS]:
        table.add_row(*("NULL" if cell is None else str(cell) for cell in row))
    console = console_of_output(markup=False)
    console.print(table)
    console.print(f"{len(rows):,} rows" + (f", {_MAX_ROWS} shown (--json prints all)" if len(rows) > _MAX_ROWS else ""))


def console_of_output(*, markup: bool = True) -> Console:
    """The terminal as wide as it is; 120 columns where the output goes to a file or a pipe."""
    return Console(highlight=False, markup=markup, width=None if sys.stdout.isatty() else _WIDTH)


def _percent(share: float | None) -> str:
    return "unknown" if share is None else f"{share * 100:.1f} %"


def _scaled(amount: Any, unit: float) -> str:
    return "unknown" if amount is None else f"{float(amount) / unit:,.1f}"
