"""Shares, concentration and their bounds, computed by the models and independently by exact fractions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from import_sets import Chain, Expected, Flow, built, by_fractions, code_sets, flows
from warehouses import load

from pipelines.asking.bring import land_file
from pipelines.settings import Settings
from pipelines.sources.comtrade_extract import TRADE
from warehouse.store import connect

# The models are run once, on one worker.
pytestmark = pytest.mark.xdist_group("import_sets")
CODES = ("811231", "811292")
ECONOMIES = ["CHN", "DEU", "FRA", "JPN", "USA", "VNM"]
CLOSE = 1e-12


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Path:
    """The extract of two years with 31 codes of all importers, and the models up to shares and concentration."""
    folder = tmp_path_factory.mktemp("sets")
    for year in (2022, 2024):
        land_file(
            TRADE, shared_data / "comtrade" / "annual_31_codes" / f"comtrade_{year}.csv.gz", Settings(data_dir=folder)
        )
    load(folder, TRADE, [])
    with connect(folder / "build.duckdb") as con:
        con.execute("insert into raw.validation select document_id, dataset, '', 0, 0, true, '[]' from raw.load")
    return built(folder)


@pytest.fixture(scope="module")
def chain(warehouse: Path) -> Iterator[Chain]:
    with connect(warehouse / "build.duckdb") as con:
        yield Chain(warehouse, con)


def measured(found: dict[str, list[dict[str, Any]]]) -> dict[tuple[str, str, str, str], dict[str, Any]]:
    """The concentrations by importer, period, code set and basis, with their shares."""
    sets = {_key(row): {**row, "shares": {}, "highest": {}} for row in found["import_concentration"]}
    for row in found["import_share"]:
        if row["share"] is not None:
            sets[_key(row)]["shares"][row["exporter_iso3"]] = row["share"]
            sets[_key(row)]["highest"][row["exporter_iso3"]] = row["share_high"]
    return sets


def _key(row: dict[str, Any]) -> tuple[str, str, str, str]:
    return row["importer_iso3"], row["period"], row["code_set"], row["basis"]


def differences(row: dict[str, Any], expected: Expected) -> list[str]:
    """What the models and the fractions do not agree on."""
    if row["reason"] != expected.reason:
        return [f"reason {row['reason']!r}, expected {expected.reason!r}"]
    wanted = {name: getattr(expected, name) for name in ("hhi_low", "hhi_high", "cr1", "cr3")}
    wanted["unknown_share"] = expected.unknown
    told = [
        f"{name} {row[name]}, expected {value}"
        for name, value in wanted.items()
        if (row[name] is None) != (value is None) or (value is not None and abs(row[name] - float(value)) > CLOSE)
    ]
    if row["shares"].keys() != expected.shares.keys():
        return [*told, f"shares of {sorted(row['shares'])}, expected {sorted(expected.shares)}"]
    return told + [
        f"share of {supplier} {row['shares'][supplier]}, expected {share}"
        for supplier, share in expected.shares.items()
        if abs(row["shares"][supplier] - float(share)) > CLOSE
    ]


def test_ten_thousand_sets_of_real_imports_are_what_exact_fractions_give(chain: Chain) -> None:
    rows = chain.query(
        "select reporter_iso3, period, hs_code, partner_iso3, partner_kind, value_usd, weight_kg"
        " from staging.stg_comtrade_extract__trade where flow = 'M'",
    )
    groups: dict[tuple[str, str, str], list[Flow]] = defaultdict(list)
    for importer, period, code, partner, kind, value, weight in rows:
        kilograms = None if weight is None else Fraction(weight)
        groups[importer, period, code].append(Flow(importer, code, partner, kind, Fraction(value), kilograms))
    found = measured(chain.run(code_sets([[code] for code in sorted({code for _, _, code in groups})])))
    assert len(found) == 2 * len(groups)
    told = {
        (*group, basis): wrong
        for group, members in groups.items()
        for basis in ("value", "weight")
        if (wrong := differences(found[(*group, basis)], by_fractions(members, basis)))
    }
    assert told == {}
    figures = [row for row in found.values() if row["reason"] is None]
    assert len(found) == 10_774 and len(figures) > 10_500
    (ireland,) = [row for key, row in found.items() if key == ("IRL", "2022", "811231", "weight")]
    assert round(ireland["hhi"] * 10_000, 1) == 7551.0
    assert round(ireland["shares"]["CHN"], 3) == round(6 / 7, 3)


# Random sets: many importers in one run, each with both codes


def thousandths(least: int = 0) -> st.SearchStrategy[Fraction]:
    """From less than a hundredth to a trillion, with the large ones and the ties that break sums."""
    whole = st.one_of(st.integers(least, 9), st.integers(least, 10**6), st.integers(10**14, 10**15))
    return whole.map(lambda number: Fraction(number, 1000))


@st.composite
def flows_of_a_code(draw: st.DrawFn, importer: str, code: str) -> list[Flow]:
    """Up to six partners of all kinds; the total is missing, equal, larger or smaller, with a weight or without."""
    partners = draw(st.lists(st.sampled_from([*ECONOMIES, "_X", "XX"]), min_size=1, max_size=6, unique=True))
    rows = []
    for partner in partners:
        value = draw(thousandths())
        weight = draw(st.one_of(thousandths(1), st.none())) if value else Fraction(0)
        kind = {"_X": "unspecified", "XX": "special"}.get(partner, "economy")
        rows.append(Flow(importer, code, partner, kind, value, weight))
    total = draw(st.sampled_from(["none", "equal", "equal", "unlike", "without weight"]))
    if total == "none":
        return rows
    value = sum((row.value for row in rows), Fraction(0))
    weight = sum((row.weight or Fraction(0) for row in rows), Fraction(0))
    if total == "unlike":
        smaller = st.sampled_from([Fraction(1), Fraction(9, 10)])
        value, weight = ((amount + draw(thousandths())) * draw(smaller) for amount in (value, weight))
    value, weight = (Fraction(int(amount * 1000), 1000) for amount in (value, weight))
    is_unknown = total == "without weight" or (weight == 0 and value > 0)
    return [*rows, Flow(importer, code, "W00", "world", value, None if is_unknown else weight)]


@st.composite
def importers(draw: st.DrawFn) -> list[list[Flow]]:
    """The flows of some importers, of one code set of two codes. Some are economies that may supply themselves."""
    names = draw(
        st.lists(
            st.sampled_from([*ECONOMIES, *(f"R{number:02}" for number in range(30))]),
            min_size=1,
            max_size=20,
            unique=True,
        )
    )
    return [[flow for code in CODES for flow in draw(flows_of_a_code(name, code))] for name in names]


@settings(max_examples=15)
@given(importers())
def test_any_set_has_the_shares_and_indices_that_exact_fractions_give(chain: Chain, sets: list[list[Flow]]) -> None:
    found = measured(chain.run(flows(flow for rows in sets for flow in rows), code_sets([CODES])))
    told = {
        (rows[0].importer, basis): wrong
        for rows in sets
        for basis in ("value", "weight")
        if (wrong := differences(row_of(found, rows[0].importer, basis), by_fractions(rows, basis)))
    }
    assert told == {}


@settings(max_examples=15)
@given(importers(), st.randoms(use_true_random=False))
def test_the_order_of_the_flows_changes_no_bit_of_a_figure(chain: Chain, sets: list[list[Flow]], chance: Any) -> None:
    rows = [flow for members in sets for flow in members]
    before = measured(chain.run(flows(rows), code_sets([CODES])))
    chance.shuffle(rows)
    assert measured(chain.run(flows(rows), code_sets([CODES]))) == before


@settings(max_examples=15)
@given(importers())
def test_the_indices_of_a_set_hold_together(chain: Chain, sets: list[list[Flow]]) -> None:
    found = chain.run(flows(flow for rows in sets for flow in rows), code_sets([CODES]))
    kinds = {(*_key(row), row["exporter_iso3"]): row["exporter_kind"] for row in found["import_share"]}
    for key, row in measured(found).items():
        if row["reason"] is not None:
            assert row["hhi"] is row["cr1"] is row["cr3"] is None
            continue
        known = sorted(
            (share for name, share in row["shares"].items() if kinds[(*key, name)] == "economy"), reverse=True
        )
        assert sum(row["shares"].values()) == pytest.approx(1, abs=CLOSE)
        assert row["hhi_low"] == pytest.approx(sum(share**2 for share in known), abs=CLOSE)
        assert row["cr1"] == pytest.approx(known[0], abs=CLOSE)
        assert row["cr3"] == pytest.approx(sum(known[:3]), abs=CLOSE)
        assert row["unknown_share"] == pytest.approx(1 - sum(known), abs=CLOSE)
        assert row["cr1"] ** 2 <= row["hhi_low"] + CLOSE and row["hhi_low"] <= row["hhi_high"] + CLOSE
        assert row["hhi_high"] <= 1 + CLOSE
        if row["unknown_share"] == 0:
            assert 1 / row["supplier_count"] - CLOSE <= row["hhi"] <= row["cr1"] + CLOSE


# What is unknown, and then revealed


@dataclass(frozen=True)
class Supplied:
    """What an economy supplied, in US dollars: shown under its name, of an unspecified country, or not shown at all."""

    name: str
    listed: int
    unspecified: int
    left_out: int


@st.composite
def secrets(draw: st.DrawFn) -> list[Supplied]:
    """Suppliers of one importer, most of them wholly listed; the first one is always known in part."""
    names = draw(st.lists(st.sampled_from(ECONOMIES), min_size=1, max_size=6, unique=True))
    hidden = st.one_of(st.just(0), st.just(0), st.integers(1, 10**6))
    return [
        Supplied(name, draw(st.integers(0 if place else 1, 10**6)), draw(hidden), draw(hidden))
        for place, name in enumerate(names)
    ]


@pytest.mark.parametrize("how", ["total", "withheld", "withheld at most"])
@settings(max_examples=15)
@given(world=st.lists(secrets(), min_size=1, max_size=30))
def test_the_bounds_hold_the_truth_once_the_unknown_is_revealed(
    chain: Chain, how: str, world: list[list[Supplied]]
) -> None:
    importers = {f"R{number:02}": suppliers for number, suppliers in enumerate(world)}
    shown = [flow for name, suppliers in importers.items() for flow in _shown(name, suppliers, how == "total")]
    hidden = {name: sum(part.left_out for part in suppliers) for name, suppliers in importers.items()}
    withheld = "" if how == "total" else _withheld(hidden, is_known=how == "withheld at most")
    found = measured(chain.run(flows(shown, source="japan_customs"), code_sets([CODES[:1]]), withheld))
    for name, suppliers in importers.items():
        row = row_of(found, name, "value", CODES[0])
        amounts = [part.listed + part.unspecified + part.left_out for part in suppliers]
        truth = float(Fraction(sum(amount**2 for amount in amounts), sum(amounts) ** 2))
        assert row["hhi_low"] - CLOSE <= truth <= row["hhi_high"] + CLOSE
        assert row["has_withheld"] == (how != "total" and hidden[name] > 0)
        shown_there = sum(amounts) - hidden[name]
        if row["has_withheld"] and (how == "withheld" or hidden[name] * 20 > shown_there):
            assert row["hhi"] is None and row["shares"] == {}
            assert (row["hhi_low"], row["hhi_high"]) == (0, 1) or how == "withheld at most"
        for part, amount in zip(suppliers, amounts, strict=True):
            if part.listed and part.name in row["shares"]:
                true_share = amount / sum(amounts)
                assert row["shares"][part.name] / 1.05 - CLOSE <= true_share <= row["highest"][part.name] + CLOSE


def _shown(importer: str, suppliers: list[Supplied], has_total: bool) -> Iterable[Flow]:
    for part in suppliers:
        if part.listed:
            yield Flow(importer, CODES[0], part.name, "economy", Fraction(part.listed), None)
    unspecified = sum(part.unspecified for part in suppliers)
    if unspecified:
        yield Flow(importer, CODES[0], "_X", "unspecified", Fraction(unspecified), None)
    if has_total:
        total = sum(part.listed + part.unspecified + part.left_out for part in suppliers)
        yield Flow(importer, CODES[0], "W00", "world", Fraction(total), None)


def _withheld(hidden: dict[str, int], *, is_known: bool) -> str:
    values = [
        f"('japan_customs', '{importer}', 'M', '{CODES[0]}900', '{CODES[0]}900', false, '2022', 'A',"
        f" {amount if is_known else 'null'})"
        for importer, amount in hidden.items()
        if amount
    ]
    columns = "source, reporter_iso3, flow, hs_code, digits, is_counted, period, frequency, limit_usd"
    rows = f"insert into intermediate.int_withheld ({columns}) values {', '.join(values)}"
    return rows if values else "select 1"


def row_of(
    found: dict[Any, dict[str, Any]], importer: str, basis: str, code_set: str = "+".join(CODES)
) -> dict[str, Any]:
    return found[importer, "2022", code_set, basis]
