"""The answer to one question on the terminal: a sentence, the suppliers, the bounds, what speaks against them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import floor
from textwrap import shorten

from rich.console import Console

from pipelines.people.amounts import VALUES, WEIGHTS, amount, told_hhi, told_weight, unit_of
from pipelines.people.tables import Column, console, fitted, percent, prose, spark
from warehouse.answers import Suppliers
from warehouse.rows import Row

_MOST_READINGS = 8
# Names of economies that a sentence gives an article.
_ARTICLE = re.compile(
    r"(United|European Union|DR|Netherlands|Philippines|Bahamas|Gambia|Maldives|Comoros)\b"
    r"|.*(Republic|Islands|Territory)$"
)


def show(answer: Suppliers) -> None:
    """Print everything that a person needs to read the figures rightly."""
    out = console(markup=False)
    if answer.build["as_of"]:
        prose(out, f"What was known at the end of {answer.build['as_of']:%Y-%m-%d} (UTC):")
    prose(out, sentence(answer), style="bold")
    if answer.not_by_weight:
        prose(out, f"By value, since there are no shares by weight: {answer.not_by_weight}.")
    out.print()
    if answer.history:
        _history(out, answer)
    _suppliers(out, answer)
    for block in (_trend(answer), list(concentration(answer)), list(_caveats(answer))):
        for line in block:
            prose(out, line)
        if block:
            out.print()
    _verdicts(out, answer)
    _readings(out, answer)
    for line in _sources(answer):
        prose(out, line)


def sentence(answer: Suppliers) -> str:
    """The answer in one plain sentence, with its bounds and its doubts."""
    reading, first = answer.reading, answer.reading["largest_supplier"]
    what = f"{_possessive(_with_article(answer.importer_name))} imports of {_goods(answer)} in {answer.period}"
    if reading["contradiction"] and reading["contradicted_part"] != "amounts":
        return f"No answer: {what} are contradicted. {_said(reading['contradiction'])}"
    if reading["reason"] or reading["cr1"] is None:
        return " ".join(filter(None, (f"No shares by {answer.basis} of {what}: {reading['reason']}.", answer.instead)))
    measure = "weight" if answer.basis == "weight" else "value"
    unknown = reading["unknown_share"] or 0
    reach = (
        f" (at most {percent(reading['cr1'] + unknown)}: the origin of {percent(unknown)} is unknown)"
        if unknown >= 0.0005
        else ""
    )
    before = [row for row in answer.trend if row["period"] < answer.period and row["share"] is not None]
    is_of_the_same = before and not reading["series_break"]
    moved = f", after {percent(before[-1]['share'])} in {before[-1]['period']}" if is_of_the_same else ""
    doubt = " Its total is contradicted: read the shares only." if reading["contradiction"] else ""
    supplier, share = _with_article(first), percent(reading["cr1"])
    return f"{supplier[:1].upper()}{supplier[1:]} supplied {share} of the {measure} of {what}{reach}{moved}.{doubt}"


def title(answer: Suppliers) -> str:
    """What the table holds; never more than the codes do."""
    return f"{answer.importer_name}: imports of {_goods(answer)} in {answer.period}, by {answer.basis}"


def _goods(answer: Suppliers) -> str:
    """The goods by name where the codes are the material, else by the codes and what they stand for."""
    reading, codes = answer.reading, f"HS {answer.reading['code_set']}"
    if answer.material_name.startswith("HS "):
        return codes
    name = _lower(answer.material_name)
    if reading["fit"] == "exact":
        return f"{name} ({codes}, {reading['stage']})"
    if reading["fit"] == "dominant":
        return f"{name} ({codes}, {reading['stage']}: mostly, but not only or not all of it)"
    return f"{codes}, a proxy for {name}"


def _suppliers(out: Console, answer: Suppliers) -> None:
    is_told = answer.reading["contradiction"] is None  # amounts that cannot be are no answer
    value, weight = unit_of(answer.suppliers, "value_usd", VALUES), unit_of(answer.suppliers, "weight_kg", WEIGHTS)
    unknown = answer.concentration["unknown_share"]
    columns = [
        Column("", is_figure=True),
        Column("supplier"),
        Column("share", is_figure=True),
        *([Column("at most", is_figure=True, rank=1)] if unknown else []),
        Column(value[1], is_figure=True, rank=2 if answer.basis == "weight" else 0),
        Column(weight[1], is_figure=True, rank=2 if answer.basis == "value" else 0),
        Column("", rank=3),
    ]
    rows = [
        [
            str(row["place"] or ""),
            f"{row['supplier_name']} ({row['supplier']})"
            if row["exporter_kind"] != "residual"
            else row["supplier_name"],
            percent(row["share"]) if row["share"] is not None else "",
            *([percent(row["share_high"]) if row["share_high"] is not None else ""] if unknown else []),
            amount(row["value_usd"], value[0]) if is_told else "",
            amount(row["weight_kg"], weight[0]) if is_told else "",
            _note(row),
        ]
        for row in answer.suppliers
    ]
    prose(out, title(answer), style="bold")
    out.print(fitted(columns, rows, out.width)[0])
    out.print()


def _note(row: Row) -> str:
    if row["share"] is None and row["reason"]:
        return str(row["reason"])
    if row["is_weight_partial"]:
        return "weight of a part only"
    return "weight estimated" if row["is_weight_estimated"] else ""


def _history(out: Console, answer: Suppliers) -> None:
    """The preferred reading of each period of a range."""
    columns = [
        Column("period"), Column("largest supplier"), Column("share", is_figure=True), Column("HHI", is_figure=True),
        Column("US$ million", is_figure=True, rank=1), Column("tonnes", is_figure=True, rank=1),
        Column("source", rank=2), Column("codes", rank=3),
    ]  # fmt: skip
    rows = [
        [
            row["period"],
            row["largest_supplier"] or "",
            percent(row["cr1"]) if row["reason"] is None else "no figure",
            told_hhi(row) if row["reason"] is None else "",
            amount(row["value_usd"], 1e6),
            amount(row["weight_kg"], 1e3),
            f"{row['source']}, {row['evidence']}",
            row["code_set"],
        ]
        for row in answer.history
    ]
    out.print("Year by year", style="bold")
    out.print(fitted(columns, rows, out.width)[0])
    out.print()


def _trend(answer: Suppliers) -> list[str]:
    """The largest supplier's share over the periods of the reading shown, drawn and in figures."""
    known = [row for row in answer.trend if row["share"] is not None]
    if len(known) < 2:
        return []
    first, last = known[0], known[-1]
    drawn = spark([row["share"] for row in answer.trend])
    ends = f"{first['period']} {percent(first['share'])}, {last['period']} {percent(last['share'])}"
    top = max(known, key=lambda row: (row["share"], row["period"]))
    most = f"most in {top['period']} ({percent(top['share'])})"
    breaks = [
        f"Break in {row['period']}: {_said(row['series_break'])}"
        for row in answer.trend
        if row["series_break"] and row["period"] != answer.period
    ]
    return [f"{answer.reading['largest_supplier']} over time  {drawn}  {ends}; {most}.", *breaks]


def concentration(answer: Suppliers) -> Iterator[str]:
    found = answer.concentration
    if found["reason"]:
        yield f"No HHI by {answer.basis}: {found['reason']}."
        return
    count = found["supplier_count"]
    known = "" if not found["unknown_share"] else f"; origin unknown for {percent(found['unknown_share'])}"
    yield (
        f"HHI {told_hhi(found)} of 10,000; {count} known supplier{'' if count == 1 else 's'}; the largest has "
        f"{percent(found['cr1'])}" + (f", the three largest {percent(found['cr3'])}" if count > 3 else "") + f"{known}."
    )
    if found["value_usd"] is not None and not answer.reading["contradiction"]:
        weight = _weight(answer)
        estimated = found["estimated_weight_share"]
        note = f" ({percent(estimated)} of the weight estimated by the publisher)" if estimated else ""
        returned = (
            f", {percent(found['returned_share'])} of it its own goods, returned" if found["returned_share"] else ""
        )
        yield f"Total US$ {found['value_usd']:,.0f} {found['valuation']}{weight}{note}{returned}."


def _weight(answer: Suppliers) -> str:
    """All imports by weight, or what of them is weighed."""
    found = answer.concentration
    if found["weight_kg"] is not None:
        return f", {told_weight(found['weight_kg'])}"
    weighed = sum(row["weight_kg"] or 0 for row in answer.suppliers)
    if answer.basis != "weight" or not weighed:
        return ""
    covered = (found["covered_share"] or 0) * 100
    return f", {told_weight(weighed)} of it weighed, which is {floor(covered * 10) / 10:.1f} % of the value"


def _caveats(answer: Suppliers) -> Iterator[str]:
    """What a reader must know before quoting the figures."""
    reading = answer.reading
    if reading["contradiction"]:
        yield (
            f"This total cannot be: {reading['contradiction']}. Amounts are left out (quality.contradiction has them)."
        )
    if reading["fit"] != "exact":
        what = f"HS {reading['code_set']} is a {reading['fit']} code set for {_lower(answer.material_name)}"
        yield f"Fit: {what}. {_said(reading['note'])}"
    if reading["shared_with"]:
        others = shorten(reading["shared_with"].replace("_", " "), 90, placeholder=" …")
        yield f"The same figures stand for {others} too."
    if reading["series_break"]:
        yield f"Break: {_said(reading['series_break'])}"


def _verdicts(out: Console, answer: Suppliers) -> None:
    if not answer.verdicts:
        return
    columns = [
        Column("HHI threshold"),
        Column("over", is_figure=True),
        Column("verdict"),
        Column("margin", is_figure=True),
    ]
    rows = [
        [
            row["authority"],
            f"{row['threshold_value'] * 1e4:,.0f}",
            row["verdict"],
            "" if row["margin_low"] is None else _margin(row),
        ]
        for row in answer.verdicts
    ]
    out.print(fitted(columns, rows, out.width)[0])
    out.print()


def _readings(out: Console, answer: Suppliers) -> None:
    """What the other sources and code sets say of the same question."""
    if not answer.readings:
        return
    first = answer.reading["largest_supplier_iso3"] or "share"
    columns = [
        Column("other readings"), Column("HS codes"), Column("fit", rank=2), Column(first, is_figure=True),
        Column("difference", is_figure=True), Column("largest", rank=1), Column("US$ million", is_figure=True, rank=2),
        Column("tonnes", is_figure=True, rank=2), Column("why not preferred", rank=1),
    ]  # fmt: skip
    rows = [
        [
            f"{row['source']}, {row['evidence']}",
            row["code_set"],
            row["fit"],
            "" if row["share"] is None else percent(row["share"]),
            "" if row["difference"] is None else f"{row['difference'] * 100:+.1f} pt",
            row["largest_supplier_iso3"] or "",
            amount(row["value_usd"], 1e6),
            amount(row["weight_kg"], 1e3),
            "its total cannot be" if row["contradiction"] else row["preference_reason"] or "",
        ]
        for row in answer.readings[:_MOST_READINGS]
    ]
    out.print(fitted(columns, rows, out.width)[0])
    if len(answer.readings) > _MOST_READINGS:
        out.print(f"… and {len(answer.readings) - _MOST_READINGS} more: chokepoint show … --json")
    out.print()


def _sources(answer: Suppliers) -> Iterator[str]:
    reading = answer.reading
    yield f"Evidence: {reading['evidence']}. {_said(reading['preference_reason'] or '')}"
    for row in answer.documents:
        released = f", released {row['released_at'][:10]}" if row["released_at"] else ""
        yield (
            f"Source: {row['publisher']}, {row['key']} ({row['kind']}), retrieved {row['retrieved_at']:%Y-%m-%d}"
            f"{released}, document {row['document_id']}. {row['licence']}."
        )


def _margin(row: Row) -> str:
    low, high = row["margin_low"] * 1e4, row["margin_high"] * 1e4
    return f"{low:+,.0f}" if high - low < 0.5 else f"{low:+,.0f} to {high:+,.0f}"


def _said(text: str) -> str:
    """A remark as a sentence."""
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _lower(name: str) -> str:
    """A material's name inside a sentence."""
    return name[:1].lower() + name[1:]


def _with_article(name: str) -> str:
    return f"the {name}" if _ARTICLE.match(name) else name


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"
