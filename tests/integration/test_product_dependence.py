"""The screen of all products, computed by the models and independently by exact fractions."""

from __future__ import annotations

import csv
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from warehouses import rows_in

from warehouse.store import connect

CLOSE = 1e-12
LIMIT = Fraction(2, 5)


@pytest.fixture(scope="module")
def screened(snapshot_warehouse: Path) -> list[dict[str, Any]]:
    with connect(snapshot_warehouse / "chokepoint.duckdb", read_only=True) as con:
        found = con.execute("select * from screen.product_dependence")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.fixture(scope="module")
def by_hand(snapshot_warehouse: Path) -> dict[tuple[str, str, str, int], dict[str, Any]]:
    """The same from the raw rows in Python, in whole dollars and fractions: HS92 and HS17, economies and the Union."""
    codes = {int(row["comtrade_code"]): row for row in _seed("comtrade_areas")}
    member = [(row["member_iso3"], row["member_from"], row["member_to"] or "9999-12") for row in _seed("bloc_members")]
    union = {year: {iso3 for iso3, start, end in member if start <= f"{year}-12" <= end} for year in range(1995, 2025)}
    imports: dict[tuple[str, str, str, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    exports: dict[tuple[str, str, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    without: dict[tuple[str, str, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    query = """
        select l.edition, b.t, b.i, b.j, b.k, cast(b.v * 1000 as bigint)
        from raw.baci__trade as b
        inner join (
            select document_id, json_extract_string(scope, '$.hs_edition[0]') as edition
            from staging.stg_books__current_document where dataset = 'baci__trade'
        ) as l using (document_id)
    """
    for name, year, i, j, code, dollars in rows_in(snapshot_warehouse, query):
        edition = {"HS92": "H0", "HS17": "H5"}[name]
        source, target = (codes[area]["partner_key"] for area in (i, j))
        imports[target, edition, code, year][source] += dollars
        exports[edition, code, year][source] += dollars
        inside = source in union[year], target in union[year]
        if inside != (True, True):
            without[edition, code, year]["EU27" if inside[0] else source] += dollars
            if inside[1]:
                imports["EU27", edition, code, year][source] += dollars
    found = {}
    for (importer, *product), suppliers in imports.items():
        edition, code, year = product
        world = (without if importer == "EU27" else exports)[edition, code, year]
        total, sold = sum(suppliers.values()), world.get(importer, 0)
        if total:
            largest = min(suppliers, key=lambda one: (-suppliers[one], one))
            found[importer, edition, code, year] = {
                "hhi": _hhi(suppliers),
                "world": _hhi(world),
                "largest": largest,
                "share": Fraction(suppliers[largest], total),
                "ratio": Fraction(total, sold) if sold else None,
                "met": _hhi(suppliers) > LIMIT and _hhi(world) > LIMIT and (not sold or total > sold),
            }
    return found


def _seed(name: str) -> list[dict[str, str]]:
    seeds = Path(__file__).parents[2] / "dbt_project" / "seeds"
    with (seeds / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _hhi(amounts: dict[str, int]) -> Fraction:
    return Fraction(sum(one * one for one in amounts.values()), sum(amounts.values()) ** 2)


def _key(row: dict[str, Any]) -> tuple[str, str, str, int]:
    return row["importer_iso3"], row["hs_edition"], row["hs_code"], int(row["period"])


def test_every_figure_agrees_with_exact_fractions(screened: list[Any], by_hand: dict[Any, Any]) -> None:
    assert {_key(row) for row in screened} == set(by_hand)
    assert {"JPN", "EU27", "BEL"} <= {row["importer_iso3"] for row in screened}
    for row in screened:
        hand = by_hand[_key(row)]
        assert row["import_hhi_low"] == row["import_hhi_high"] == pytest.approx(float(hand["hhi"]), abs=CLOSE)
        assert row["export_hhi_low"] == row["export_hhi_high"] == pytest.approx(float(hand["world"]), abs=CLOSE)
        assert (row["largest_supplier_iso3"], row["largest_supplier_share"]) == (
            hand["largest"],
            pytest.approx(float(hand["share"]), abs=CLOSE),
        )
        assert row["imports_over_exports"] == (hand["ratio"] and pytest.approx(float(hand["ratio"]), rel=CLOSE))
        assert (row["imports_over_exports_reason"] == "no exports") == (hand["ratio"] is None)
        assert row["import_hhi_margin_low"] == pytest.approx(float(hand["hhi"] - LIMIT), abs=CLOSE)
        assert row["tests"] == ("met" if hand["met"] else "not met")


def test_a_dependence_needs_two_of_three_years_and_a_year_without_a_row_decides_nothing(
    screened: list[Any], by_hand: dict[Any, Any]
) -> None:
    verdicts = set()
    for row in screened:
        *product, year = _key(row)
        years = [by_hand[(*product, one)]["met"] for one in (year - 2, year - 1, year) if (*product, one) in by_hand]
        expected = (
            "dependent" if years.count(True) >= 2 else "not dependent" if years.count(False) >= 2 else "undecided"
        )
        in_a_row = 0
        while by_hand.get((*product, year - in_a_row), {"hhi": 0})["hhi"] > LIMIT:
            in_a_row += 1
        assert row["dependence"] == expected, row
        assert (row["years_met"], row["years_open"]) == (years.count(True), 3 - len(years)), row
        assert row["import_hhi_years_above"] == in_a_row, row
        verdicts.add(expected)
    assert verdicts == {"dependent", "not dependent", "undecided"}
