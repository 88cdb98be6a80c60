"""The models from trade flows to shares and concentration, run on flows of a test's own; and the same by fractions."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb

from pipelines.settings import PROJECT_ROOT
from warehouse.store import connect

MODELS = (
    "intermediate.int_material_flow",
    "intermediate.int_import_code",
    "intermediate.int_import_withheld",
    "intermediate.int_import_origin",
    "intermediate.int_import_partner",
    "intermediate.int_import_supplier",
    "intermediate.int_import_set",
    "dependence.import_share",
    "concentration.import_concentration",
)
PREFERENCE = """
    source varchar, evidence varchar, importer_iso3 varchar, material varchar, code_set varchar, period varchar,
    frequency varchar, basis varchar, contradiction varchar, contradicted_part varchar, is_preferred boolean,
    preference integer, preference_reason varchar
"""
COVERAGE, EXCESS = Fraction(9, 10), Fraction(1, 100)
Amount = Fraction | None


@dataclass(frozen=True)
class Flow:
    """An import of one code: value in US dollars, weight in kg (NULL where unknown)."""

    importer: str
    code: str
    partner: str
    kind: str
    value: Fraction
    weight: Amount


@dataclass
class Expected:
    """One set on one basis, by fractions. Without a figure, only `reason` is filled."""

    reason: str | None = None
    shares: dict[str, Fraction] = field(default_factory=dict)
    hhi_low: Amount = None
    hhi_high: Amount = None
    cr1: Amount = None
    cr3: Amount = None
    unknown: Amount = None


def built(folder: Path) -> Path:
    """Run the models up to shares and concentration on the build file in `folder`, and keep them as compiled.

    The readings are not held against each other here: none is contradicted, and none preferred.
    """
    with connect(folder / "build.duckdb") as con:
        con.execute("create schema intermediate")
        con.execute(f"create table intermediate.int_preference ({PREFERENCE})")
    done = subprocess.run(
        [
            *[str(Path(sys.executable).with_name("dbt")), "build", "--profiles-dir", "."],
            *["--select", "+int_import_set", "import_share", "import_concentration"],
            *["--exclude-resource-types", "test", "unit_test"],
        ],
        cwd=PROJECT_ROOT / "dbt_project",
        env={
            **os.environ,
            "CHOKEPOINT_BUILD_FILE": str(folder / "build.duckdb"),
            "DBT_TARGET_PATH": str(folder / "target"),
            "DBT_LOG_PATH": str(folder / "logs"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return folder


class Chain:
    """The compiled models on one build file, which stays open."""

    def __init__(self, folder: Path, con: duckdb.DuckDBPyConnection) -> None:
        compiled = folder / "target" / "compiled" / "chokepoint" / "models"
        self._con = con
        self._models = {
            model: next(compiled.rglob(f"{model.split('.')[1]}.sql")).read_text(encoding="utf-8") for model in MODELS
        }
        self._views = {
            f"{schema}.{name}" for schema, name in self.query("select schema_name, view_name from duckdb_views()")
        }

    def run(self, *statements: str) -> dict[str, list[dict[str, Any]]]:
        """The rows of the two marts after these statements; nothing stays in the build file."""
        self._con.execute("begin")
        try:
            for statement in filter(None, statements):
                self._con.execute(statement)
            for model, sql in self._models.items():
                kind = "view" if model in self._views else "table"
                self._con.execute(f"create or replace {kind} {model} as {sql}")
            return {model.split(".")[1]: self._rows(model) for model in MODELS[-2:]}
        finally:
            self._con.execute("rollback")

    def query(self, query: str) -> list[Any]:
        """What a query gives on the build file as dbt built it."""
        return self._con.execute(query).fetchall()

    def _rows(self, model: str) -> list[dict[str, Any]]:
        cursor = self._con.execute(f"select * from {model}")
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def code_sets(sets: Iterable[Sequence[str]]) -> str:
    """The statements that make these codes the sets of the warehouse, each a material of its own name, all answered."""
    rows = ", ".join(f"('{'+'.join(codes)}', '{code}')" for codes in sets for code in codes)
    return f"""
        create or replace temp table asked as select * from (values {rows}) as t (code_set, hs_code);
        delete from intermediate.int_code_set_answer;
        insert into intermediate.int_code_set_answer by name
            select distinct f.source, f.reporter_iso3, f.period, f.frequency, f.edition,
                a.code_set as material, a.code_set, 'mixed' as stage, a.hs_code
            from intermediate.int_import_flow as f inner join asked as a on f.set_code = a.hs_code;
        delete from intermediate.int_code_set_option;
        insert into intermediate.int_code_set_option by name
            select code_set as material, code_set, 'H6' as hs_edition, hs_code from asked
    """


def flows(rows: Iterable[Flow], source: str = "comtrade") -> str:
    """The statement that makes these the trade flows of the warehouse, all of 2022."""
    values = ", ".join(
        f"('{source}', '{row.importer}', '{row.partner}', '{row.kind}', 'M', '{row.code}', 'H6', '2022', 'A', 'USD',"
        f" 'CIF', {_decimal(row.value)}, {_decimal(row.weight)}, 'd', [{number}], {_decimal(row.value)})"
        for number, row in enumerate(rows, 1)
    )
    columns = (
        "source, reporter_iso3, partner_iso3, partner_kind, flow, hs_code, hs_edition, period, frequency, currency,"
        " valuation, value_local, weight_kg, document_id, row_numbers, value_usd"
    )
    return (
        "delete from intermediate.int_trade_flow; delete from intermediate.int_trade_flow_rolled_up;"
        f"insert into intermediate.int_trade_flow ({columns}) values {values}"
    )


def _decimal(amount: Amount) -> str:
    if amount is None:
        return "null"
    thousandths = int(amount * 1000)
    return f"cast('{thousandths // 1000}.{thousandths % 1000:03}' as decimal(18, 3))"


def by_fractions(rows: Sequence[Flow], basis: str) -> Expected:
    """Shares and indices of one importer and code set, from the definitions in docs/methods.md and exact fractions."""
    suppliers: dict[str, list[tuple[str, Fraction, Amount]]] = {}
    excess, unlisted = Fraction(0), []
    for code in {row.code for row in rows}:
        partners = [row for row in rows if row.code == code and row.kind != "world"]
        for row in partners:
            suppliers.setdefault(row.partner, []).append((row.kind, row.value, row.weight))
        for total in (row for row in rows if row.code == code and row.kind == "world"):
            value = total.value - sum(row.value for row in partners)
            listed = sum((row.weight or Fraction(0)) for row in partners)
            weight = None if total.weight is None else total.weight - listed
            beyond = value if value >= _rounding(total.value) else Fraction(0)
            heavier = None if total.weight is None or weight is None else weight >= _rounding(total.weight)
            kilograms = weight if heavier else (Fraction(0) if beyond == 0 else None)
            if beyond > 0 or (kilograms or 0) > 0:
                unlisted.append(("residual", beyond, kilograms))
            short = value if basis == "value" else weight
            excess += max(Fraction(0), -short) if short is not None else 0
    if unlisted:
        suppliers["RESIDUAL"] = unlisted
    return _indices(rows[0].importer, suppliers, excess, basis)


def _rounding(total: Fraction) -> Fraction:
    return min(Fraction(1), total / 1000)


def _indices(
    importer: str, suppliers: dict[str, list[tuple[str, Fraction, Amount]]], excess: Fraction, basis: str
) -> Expected:
    amounts: dict[str, Fraction] = {}
    whole, covered, unknown = Fraction(0), Fraction(0), Fraction(0)
    for supplier, parts in suppliers.items():
        if supplier == importer:
            continue
        value = sum((part[1] for part in parts), Fraction(0))
        weights = [part[2] for part in parts]
        known = [part for part in weights if part is not None]
        amount = value if basis == "value" else (sum(known, Fraction(0)) if known else None)
        whole += value
        if amount is None:
            continue
        covered += value if basis == "value" else sum((part[1] for part in parts if part[2] is not None), Fraction(0))
        amounts[supplier] = amount
        unknown += 0 if parts[0][0] == "economy" else amount
    total = sum(amounts.values(), Fraction(0))
    if basis == "weight" and covered < COVERAGE * whole:
        return Expected("weight unknown for more than 10 % of the value")
    if excess > EXCESS * total:
        return Expected("partners add up to more than the publisher's total")
    if total == 0:
        owned = sum((part[1] if basis == "value" else part[2] or 0) for part in suppliers.get(importer, []))
        return Expected("no imports but goods of its own, returned" if owned else "no imports reported")
    known = sorted((amounts[key] for key in amounts if suppliers[key][0][0] == "economy"), reverse=True)
    shares = {supplier: amount / total for supplier, amount in amounts.items()}
    if not known or known[0] == 0:
        return Expected("no supplier known", shares)
    squares = sum(amount**2 for amount in known)
    return Expected(
        shares=shares,
        hhi_low=squares / total**2,
        hhi_high=(squares + 2 * known[0] * unknown + unknown**2) / total**2,
        cr1=known[0] / total,
        cr3=sum(known[:3]) / total,
        unknown=unknown / total,
    )
