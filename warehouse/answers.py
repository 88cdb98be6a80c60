"""Answers for people, read from the published file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import ChokepointError
from warehouse.sections import sections
from warehouse.store import connect

_QUERIES = Path(__file__).with_name("answers.sql")
Row = dict[str, Any]


@dataclass(frozen=True)
class Suppliers:
    """The suppliers of one importer, material and year, and everything needed to judge the figures.

    Shares and HHI are 0 to 1, values in US dollars, weights in kg. `readings` lists the other code sets and sources
    that answer the same question; `trend` is the largest supplier's share in the other years of this reading.
    """

    importer: str
    importer_name: str
    material: str
    basis: str
    period: str
    reading: Row
    suppliers: list[Row]
    concentration: Row
    verdicts: list[Row]
    documents: list[Row]
    readings: list[Row]
    trend: list[Row]

    def as_dict(self) -> Row:
        """For --json."""
        return asdict(self)


def suppliers(serving_file: Path, importer: str, material: str, basis: str, year: str | None) -> Suppliers:
    """Who supplies an importer with a material; the best-fitting code set, in the newest year unless one is named.

    Raises ChokepointError naming what there is when the importer, the material or the year is not in the warehouse.
    """
    with connect(serving_file, read_only=True) as con:
        iso3, name = _importer(con, importer)
        _set(con, importer=iso3, material=material, basis=basis, period=year)
        readings = _rows(con, "code_sets")
        if not readings:
            raise ChokepointError(_nothing(con, iso3, material, year))
        best = readings[0]
        _set(con, **{field: best[field] for field in ("source", "material", "code_set", "period")})
        others = {(row["code_set"], row["source"]): row for row in reversed(readings)}
        others.pop((best["code_set"], best["source"]))
        _set(con, supplier=best["largest_supplier_iso3"])
        return Suppliers(
            importer=iso3,
            importer_name=name,
            material=best["material"],
            basis=basis,
            period=best["period"],
            reading=best,
            suppliers=_rows(con, "suppliers"),
            concentration=_rows(con, "concentration")[0],
            verdicts=_rows(con, "verdicts"),
            documents=_rows(con, "documents"),
            readings=list(others.values()),
            trend=_rows(con, "trend"),
        )


@dataclass(frozen=True)
class Explanation:
    """The chain from a figure to the bytes: the answer, its source rows, their documents, and the build."""

    answer: Suppliers
    rows: list[Row]
    documents: list[Row]
    build: Row

    def as_dict(self) -> Row:
        """For --json."""
        return asdict(self)


def explain(
    serving_file: Path, importer: str, material: str, basis: str, year: str, supplier: str | None
) -> Explanation:
    """Which rows of which documents the shares of one importer, material and year were computed from.

    Raises ChokepointError as `suppliers` does, and when the supplier has no row.
    """
    answer = suppliers(serving_file, importer, material, basis, year)
    with connect(serving_file, read_only=True) as con:
        partner = _importer(con, supplier)[0] if supplier else None
        reading = answer.reading
        chosen = {field: reading[field] for field in ("source", "material", "code_set", "period")}
        _set(con, importer=answer.importer, supplier=partner, **chosen)
        rows = _rows(con, "rows_behind")
        if partner and all(row["exporter_iso3"] != partner for row in rows):
            raise ChokepointError(f"{partner} has no row behind {answer.material} of {answer.importer} in {year}.")
        return Explanation(answer, rows, _rows(con, "documents_behind"), _rows(con, "build")[0])


def status(serving_file: Path) -> list[Row]:
    """One row per raw table: documents, newest period, rows, checks and days since the last new document."""
    with connect(serving_file, read_only=True) as con:
        return _rows(con, "status")


def late(serving_file: Path) -> list[Row]:
    """One row per reporter of a raw table whose newest period is older than the one that is due; NULL for all of it."""
    with connect(serving_file, read_only=True) as con:
        return _rows(con, "late")


def run_sql(serving_file: Path, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of a query on the published file, which cannot change it or reach outside it."""
    with connect(serving_file, read_only=True) as con:
        try:
            cursor = con.execute(query)
        except duckdb.Error as error:
            raise ChokepointError(f"DuckDB could not run the query: {error}") from error
        return [column[0] for column in cursor.description or []], cursor.fetchall()


def _importer(con: duckdb.DuckDBPyConnection, wanted: str) -> tuple[str, str]:
    _set(con, wanted=wanted)
    found = _rows(con, "importer")
    if not found:
        raise ChokepointError(f"There is no economy {wanted!r}. Use an ISO code or an English name: JPN, JP or Japan.")
    return found[0]["iso3"], found[0]["name"]


def _nothing(con: duckdb.DuckDBPyConnection, importer: str, material: str, year: str | None) -> str:
    if year:
        _set(con, period=None)
        years = sorted({row["period"] for row in _rows(con, "code_sets")})
        if years:
            return f"No figures of {material} for {importer} in {year}. There are figures for {', '.join(years)}."
    _set(con, names="materials")
    materials = [row["name"] for row in _rows(con, "names")]
    if not materials:
        _set(con, names="importers")
        return f"No imports of {importer} are in this warehouse. Importers: {_listed(_rows(con, 'names'))}."
    near = get_close_matches(material, materials, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"No figures of {material!r} for {importer}.{hint} Materials: {', '.join(materials)}."


def _listed(rows: list[Row]) -> str:
    names = [row["name"] for row in rows]
    return ", ".join(names[:40]) + (f" and {len(names) - 40} more" if len(names) > 40 else "")


def _set(con: duckdb.DuckDBPyConnection, **variables: str | None) -> None:
    for name, value in variables.items():
        # As a literal: a parameter of text makes DuckDB import pandas, half of the time that a command takes.
        literal = "null" if value is None else "'" + value.replace("'", "''") + "'"
        con.execute(f"set variable {name} = {literal}")


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    try:
        cursor = con.execute(sections(_QUERIES)[query])
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise ChokepointError(
            f"The published file was built by another version of chokepoint. Run `chokepoint refresh`. ({error})"
        ) from error
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
