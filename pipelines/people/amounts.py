"""Amounts in a unit that shows them, and shares and indices as people read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

VALUES = ((1e6, "US$ million"), (1e3, "US$ thousand"), (1.0, "US$"))
WEIGHTS = ((1e3, "tonnes"), (1.0, "kg"), (1e-3, "g"))


def unit_of(rows: Sequence[Mapping[str, Any]], column: str, units: Sequence[tuple[float, str]]) -> tuple[float, str]:
    """The largest unit in which the largest amount is at least one."""
    most = max((float(row[column]) for row in rows if row[column] is not None), default=0.0)
    return next((unit for unit in units if most >= unit[0]), units[-1] if most else units[0])


def amount(quantity: object, unit: float) -> str:
    """An amount in a unit; never 0 for one that is more."""
    if quantity is None:
        return "unknown"
    scaled = float(quantity) / unit  # type: ignore[arg-type]
    if 0 < scaled < 0.05:
        return "< 0.1" if scaled < 0.005 else f"{scaled:.2f}"
    return f"{scaled:,.1f}"


def told_weight(kilograms: object) -> str:
    unit, name = unit_of([{"kg": kilograms}], "kg", WEIGHTS)
    return f"{amount(kilograms, unit)} {'t' if name == 'tonnes' else name}"


def told_hhi(found: Mapping[str, Any]) -> str:
    """HHI on the scale to 10,000, or its bounds."""
    low, high = found["hhi_low"] * 1e4, found["hhi_high"] * 1e4
    return f"{low:,.1f}" if high - low < 0.5 else f"{low:,.1f} to {high:,.1f}"
