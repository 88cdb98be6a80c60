"""Answers for people, read from the published file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from warehouse import names
from warehouse.errors import ChokepointError
from warehouse.rows import Row, published_rows, set_variables
from warehouse.store import connect

_QUERIES = Path(__file__).with_name("answers.sql")
_YEAR, _MONTH, _RANGE = r"\d{4}", r"\d{4}-(?:0[1-9]|1[0-2])", r"(\d{4})(?:-|\.\.|:)(\d{4})"
BASES = ("weight", "value")  # the first is the one that is meant where none is named
_READING = ("source", "evidence", "material", "code_set", "period")


@dataclass(frozen=True)
class Suppliers:
    """The suppliers of one importer, material and period, and everything needed to judge the figures.

    Shares and HHI are 0 to 1, values in US dollars, weights in kg. `reading` is the one shown, `readings` are the
    others of the same period, each with `share`, what it says of the largest supplier, and `difference` to the one
    shown. `trend` is the largest supplier's share in the other periods of the reading shown, `history` the preferred
    reading of each period of a range, `build` what the published file holds and as of when. `instead` says what to ask
    where there are no shares; `not_by_weight` why the answer is by value, where neither basis was asked for.
    """

    importer: str
    importer_name: str
    material: str
    material_name: str
    basis: str
    period: str
    reading: Row
    suppliers: list[Row]
    concentration: Row
    verdicts: list[Row]
    documents: list[Row]
    readings: list[Row]
    trend: list[Row]
    history: list[Row]
    instead: str | None
    not_by_weight: str | None
    build: Row

    def as_dict(self) -> Row:
        """For --json."""
        return asdict(self)


def suppliers(
    serving_file: Path, importer: str, material: str, basis: str | None = None, year: str | None = None
) -> Suppliers:
    """Who supplies an importer with a material, in the preferred reading; in the newest year unless one is named.

    `basis` is weight or value; without one it is weight, or value where only that has shares. `year` is a year, a month
    or a range of years, whose last year is shown. Raises ChokepointError naming what there is when the importer, the
    material or the year is not in the warehouse.
    """
    first, last = _span(year)
    with connect(serving_file, read_only=True) as con:
        buyer, asked = names.importer(con, importer), names.material(con, material)
        sets = _code_sets(con, asked)
        set_variables(con, importer=buyer.key, first=first, last=last)
        bases = (basis,) if basis else BASES
        told = list(_told(con, bases, asked)) if sets else []
        if not told:
            raise ChokepointError(_nothing(con, buyer, asked, bases[0], year, has_sets=bool(sets)))
        found, best = next((one for one in told if one[1]["reason"] is None), told[0])
        basis = str(best["basis"])
        set_variables(con, basis=basis)
        set_variables(con, **{field: best[field] for field in _READING}, supplier=best["largest_supplier_iso3"])
        chosen = next(
            one for one in sets if all(one[field] == best[field] for field in ("material", "code_set", "stage"))
        )
        return Suppliers(
            importer=buyer.key,
            importer_name=buyer.name,
            material=best["material"],
            material_name=asked.name,
            basis=basis,
            period=best["period"],
            reading={**best, "note": chosen["note"], "shared_with": chosen["shared_with"]},
            suppliers=_rows(con, "suppliers"),
            concentration=_rows(con, "concentration")[0],
            verdicts=_rows(con, "verdicts"),
            documents=_rows(con, "documents"),
            readings=_others(con, found, best),
            trend=_rows(con, "trend"),
            history=_history(found, asked) if first != last else [],
            instead=_instead(con, basis) if best["reason"] else None,
            not_by_weight=_not_by(bases[0], told) if basis != bases[0] else None,
            build=_rows(con, "build")[0],
        )


@dataclass(frozen=True)
class Explanation:
    """The chain from a figure to the bytes: the answer with its build, its source rows and their documents."""

    answer: Suppliers
    rows: list[Row]
    documents: list[Row]

    def as_dict(self) -> Row:
        """For --json."""
        return asdict(self)


def explain(
    serving_file: Path, importer: str, material: str, basis: str | None, year: str | None, supplier: str | None
) -> Explanation:
    """Which rows of which documents the shares of one importer, material and period were computed from.

    Raises ChokepointError as `suppliers` does, and when the supplier has no row.
    """
    answer = suppliers(serving_file, importer, material, basis, year)
    with connect(serving_file, read_only=True) as con:
        partner = names.importer(con, supplier).key if supplier else None
        chosen = {field: answer.reading[field] for field in _READING}
        set_variables(con, importer=answer.importer, supplier=partner, **chosen)
        rows = _rows(con, "rows_behind")
        if partner and all(row["exporter_iso3"] != partner for row in rows):
            raise ChokepointError(
                f"{partner} has no row behind {answer.material} of {answer.importer} in {answer.period}."
            )
        return Explanation(answer, rows, _rows(con, "documents_behind"))


def status(serving_file: Path) -> list[Row]:
    """One row per raw table: documents, newest period, rows, checks and days since the last new document."""
    with connect(serving_file, read_only=True) as con:
        return _rows(con, "status")


def held(serving_file: Path) -> list[Row]:
    """One row per document that is missing from what is served; none in a file of an earlier version."""
    with connect(serving_file, read_only=True) as con:
        exists = con.execute("select count(*) from duckdb_tables() where table_name = 'held_document'").fetchone()
        return _rows(con, "held") if exists and exists[0] else []


def late(serving_file: Path) -> list[Row]:
    """One row per reporter of a raw table whose newest period is older than the one that is due; NULL for all of it."""
    with connect(serving_file, read_only=True) as con:
        return _rows(con, "late")


def lost(serving_file: Path) -> list[Row]:
    """One row per series that documents bring and that is not served: its raw table, and what to do in words."""
    with connect(serving_file, read_only=True) as con:
        return _rows(con, "lost")


def _span(year: str | None) -> tuple[str | None, str | None]:
    """First and last period that are asked for."""
    wanted = (year or "").strip()
    if not wanted:
        return None, None
    if re.fullmatch(f"{_YEAR}|{_MONTH}", wanted):
        return wanted, wanted
    span = re.fullmatch(_RANGE, wanted)
    if span is None or span[1] > span[2]:
        raise ChokepointError(f"{year!r} is no year: expected 2023, a month such as 2023-05, or a range as 2010-2023.")
    return span[1], span[2]


def _told(con: duckdb.DuckDBPyConnection, bases: Sequence[str], asked: names.Meant) -> Iterator[tuple[list[Row], Row]]:
    """The readings on each basis that has some, with the best of them, up to the first that gives a figure."""
    for basis in bases:
        set_variables(con, basis=basis)
        if found := _rows(con, "readings"):
            best = _best(found, asked)
            yield found, best
            if best["reason"] is None:
                return


def _not_by(basis: str, told: Sequence[tuple[list[Row], Row]]) -> str:
    """Why there is no figure on the basis that comes first."""
    first = told[0][1]
    return str(first["reason"]) if first["basis"] == basis else f"no figures by {basis} are there"


def _code_sets(con: duckdb.DuckDBPyConnection, asked: names.Meant) -> list[Row]:
    set_variables(con, material=None if asked.is_code else asked.key, code=asked.key if asked.is_code else None)
    sets = _rows(con, "code_sets")
    set_variables(con, materials=[one["material"] for one in sets], sets=[one["code_set"] for one in sets])
    return sets


def _best(found: Sequence[Row], asked: names.Meant) -> Row:
    """The preferred reading of the newest period that has a figure; of an HS code the first with one."""
    is_best = (lambda row: row["contradiction"] is None) if asked.is_code else (lambda row: row["is_preferred"])
    with_figure = [row for row in found if row["reason"] is None]
    return next(filter(is_best, with_figure), None) or next(filter(is_best, found), None) or (with_figure or found)[0]


def _others(con: duckdb.DuckDBPyConnection, found: Sequence[Row], best: Row) -> list[Row]:
    """The other readings of the period shown, each once, with what they say of the largest supplier."""
    said = {tuple(row[field] for field in _READING[:-1]): row["share"] for row in _rows(con, "share_in")}
    others: dict[tuple[str, ...], Row] = {}
    for row in found:
        one = (row["source"], row["evidence"], row["code_set"])
        if row["period"] == best["period"] and one != tuple(
            best[field] for field in ("source", "evidence", "code_set")
        ):
            share = said.get(tuple(row[field] for field in _READING[:-1]))
            is_told = share is not None and best["cr1"] is not None
            others.setdefault(one, {**row, "share": share, "difference": share - best["cr1"] if is_told else None})
    return list(others.values())


def _history(found: Sequence[Row], asked: names.Meant) -> list[Row]:
    periods = sorted({row["period"] for row in found})
    return [_best([row for row in found if row["period"] == period], asked) for period in periods]


def _nothing(
    con: duckdb.DuckDBPyConnection,
    buyer: names.Meant,
    asked: names.Meant,
    basis: str,
    year: str | None,
    *,
    has_sets: bool,
) -> str:
    """Why there is no answer, and what there is instead."""
    if not has_sets:
        there = "; ".join(row["there"] for row in _rows(con, "elsewhere"))
        more = f" There is: {there}." if there else " `chokepoint list materials` shows what can be asked."
        return f"No HS code here stands for {asked.name}, so there is no trade in it to show.{more}"
    spans = _spans(con)
    what = f"No figures of {asked.name} for {buyer.name} ({buyer.key}) by {basis}"
    if basis in spans:
        return f"{what} in {year}. There are figures for {spans[basis]}."
    if spans:
        return f"{what}. {_instead(con, basis)}"
    return f"{what}. `chokepoint list materials --importer {buyer.key}` shows what can be asked."


def _spans(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """From when to when there are figures, on each basis that has some."""
    return {
        row["basis"]: " to ".join(dict.fromkeys([row["first_period"], row["last_period"]]))
        for row in _rows(con, "periods")
    }


def _instead(con: duckdb.DuckDBPyConnection, basis: str) -> str | None:
    """What to ask where this basis gives nothing; None where the other one does not either."""
    for other, span in _spans(con).items():
        if other != basis:
            return f"There are figures by {other} for {span}: add --basis {other}."
    return None


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    return published_rows(con, _QUERIES, query)
