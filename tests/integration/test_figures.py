"""The figures that the warehouse must give, read from the published file as a reader would."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.settings import PROJECT_ROOT
from warehouse.store import connect

SERIES = "280530+284610+284690"


@pytest.fixture(scope="module")
def served(snapshot_warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(snapshot_warehouse / "chokepoint.duckdb", read_only=True) as con:
        yield con


def concentration(served: duckdb.DuckDBPyConnection, code_set: str, basis: str, period: str = "2023") -> dict[str, Any]:
    """Japan's concentration of imports of one code set, with China's share."""
    cursor = served.execute(
        """
        select c.*, s.share as china
        from concentration.import_concentration as c
        inner join dependence.import_share as s
            on c.source = s.source and c.importer_iso3 = s.importer_iso3 and c.material = s.material
                and c.code_set = s.code_set and c.period = s.period and c.frequency = s.frequency and c.basis = s.basis
        where c.importer_iso3 = 'JPN' and s.exporter_iso3 = 'CHN' and c.code_set = ? and c.basis = ? and c.period = ?
            and c.frequency = 'A' and c.source in ('comtrade', 'comtrade_mineral_series')
        """,
        [code_set, basis, period],
    )
    names = [column[0] for column in cursor.description or []]
    (row,) = cursor.fetchall()
    return dict(zip(names, row, strict=True))


@pytest.mark.parametrize(
    ("code_set", "basis", "china", "hhi"),
    [
        ("2846", "value", 72.12, 5404.8),
        ("2846", "weight", 63.87, 4623.0),
        ("2805", "value", 58.93, 4330.2),
        ("2805", "weight", 66.00, 4784.6),
    ],
)
def test_japans_suppliers_of_2023(
    served: duckdb.DuckDBPyConnection, code_set: str, basis: str, china: float, hhi: float
) -> None:
    found = concentration(served, code_set, basis)
    assert round(100 * found["china"], 2) == china
    assert round(10_000 * found["hhi"], 1) == hhi
    assert found["hhi_low"] == found["hhi_high"] == found["hhi"]
    assert (found["evidence"], found["largest_supplier_iso3"], found["unknown_share"]) == ("reported", "CHN", 0)


def test_japans_sixteen_suppliers_of_hs_2846_add_up_to_the_published_total(served: duckdb.DuckDBPyConnection) -> None:
    assert served.execute(
        "select count(*), sum(value_usd), sum(weight_kg) from dependence.import_share "
        "where source = 'comtrade' and importer_iso3 = 'JPN' and code_set = '2846' and period = '2023' "
        "and frequency = 'A' and basis = 'value'"
    ).fetchone() == (16, Decimal("303049221.768"), Decimal("11520081.490"))
    assert concentration(served, "2846", "value")["supplier_count"] == 16


@pytest.mark.parametrize(
    ("period", "china"), [("2005", 88.5), ("2010", 81.6), ("2015", 53.4), ("2023", 67.6), ("2024", 71.3)]
)
def test_chinas_share_of_japans_rare_earths_by_weight_with_bounds_for_suppliers_that_the_series_leaves_out(
    served: duckdb.DuckDBPyConnection, period: str, china: float
) -> None:
    found = concentration(served, SERIES, "weight", period)
    assert round(100 * found["china"], 1) == china
    assert (found["source"], found["evidence"]) == ("comtrade_mineral_series", "derived")
    assert found["hhi"] is None
    assert found["china"] ** 2 <= found["hhi_low"] < found["hhi_high"] <= 1


@pytest.mark.parametrize(("edition", "china_t", "world_t"), [("2025", 270_000, 390_000), ("2026", 270_000, 380_000)])
def test_rare_earths_mined_in_2024_by_edition(
    served: duckdb.DuckDBPyConnection, edition: str, china_t: int, world_t: int
) -> None:
    found = served.execute(
        "select quantity_t, world_t, share, is_newest_edition from production.production_share "
        "where source = 'usgs' and material = 'rare_earths' and stage = 'ore' and statistic = 'production' "
        "and producer_iso3 = 'CHN' and period = '2024' and edition = ?",
        [edition],
    ).fetchall()
    assert found == [(china_t, world_t, pytest.approx(china_t / world_t), edition == "2026")]


def test_one_edition_is_served_for_each_producer_table_and_year(served: duckdb.DuckDBPyConnection) -> None:
    assert (
        served.execute(
            "select source, commodity, statistic_detail, stage, statistic, period, frequency "
            "from production.production_share where is_newest_edition "
            "group by all having count(distinct edition) > 1"
        ).fetchall()
        == []
    )


def test_the_world_is_the_sum_of_the_partners_in_every_year_of_chinas_imports(
    served: duckdb.DuckDBPyConnection,
) -> None:
    found = served.execute(
        "select period, world_local, residual_local from quality.partner_sum where source = 'comtrade' "
        "and reporter_iso3 = 'CHN' and flow = 'M' and hs_code = '2846' and frequency = 'A' order by period"
    ).fetchall()
    assert [period for period, *_ in found] == [str(year) for year in range(1993, 2025)]
    assert all(abs(residual) <= Decimal("0.1") for _, _, residual in found), found
    assert all(world > 0 for _, world, _ in found)


def test_every_table_and_column_that_readers_see_is_described(served: duckdb.DuckDBPyConnection) -> None:
    bare = served.execute(
        """
        select schema_name || '.' || table_name as name from duckdb_tables() where coalesce(comment, '') = ''
        union all
        select schema_name || '.' || table_name || '.' || column_name
        from duckdb_columns()
        where database_name = current_database() and not internal and coalesce(comment, '') = ''
        order by name
        """
    ).fetchall()
    assert bare == []


def test_only_tables_of_the_questions_are_served(served: duckdb.DuckDBPyConnection) -> None:
    from warehouse.publish import INNER

    schemas = {row[0] for row in served.execute("select distinct schema_name from duckdb_tables()").fetchall()}
    assert not schemas & set(INNER)
    assert {"dependence", "concentration", "production", "quality", "reference", "provenance"} <= schemas


def test_every_figure_leads_to_documents_whose_bytes_are_landed(
    served: duckdb.DuckDBPyConnection, snapshot_warehouse: Path
) -> None:
    named: set[str] = set()
    for schema, table, column in served.execute(
        "select schema_name, table_name, column_name from duckdb_columns() "
        "where column_name in ('document_id', 'document_ids') and database_name = current_database() "
        "and schema_name not in ('quality', 'provenance') and not internal"
    ).fetchall():
        name = f'"{schema}"."{table}"'
        unnamed = served.execute(f"select count(*) from {name} where coalesce({column}, '') = ''").fetchone()
        assert unnamed == (0,), f"{name} has figures without a document"
        named |= {row[0] for row in served.execute(
            f"select distinct unnest(string_split({column}, ',')) from {name}"
        ).fetchall()}  # fmt: skip
    documents = dict(served.execute("select document_id, sha256 from provenance.document").fetchall())
    assert named
    assert named <= documents.keys()
    for sha256 in set(documents.values()):
        landed = snapshot_warehouse / "landing" / "objects" / sha256[:2] / sha256
        assert hashlib.sha256(landed.read_bytes()).hexdigest() == sha256


def test_derived_figures_are_never_mixed_with_reported_ones(served: duckdb.DuckDBPyConnection) -> None:
    sources = served.execute("select distinct source, evidence from dependence.import_share order by all").fetchall()
    assert ("comtrade", "reported") in sources and ("comtrade_mineral_series", "derived") in sources
    assert len(sources) == len({source for source, _ in sources}), "each source is of one kind"
    both = served.execute(
        "select importer_iso3, material, code_set, period, frequency from dependence.import_share "
        "group by all having count(distinct evidence) filter (evidence <> 'reconciled') > 1"
    ).fetchall()
    assert both == [], "a derived figure gives way to a reported one"


def test_the_accounts_of_every_document_balance(served: duckdb.DuckDBPyConnection) -> None:
    assert served.execute(
        "select count(*) from quality.load where rows_read <> rows_accepted + rows_quarantined + rows_excluded"
    ).fetchone() == (0,)
    assert served.execute(
        "select count(*) from quality.load where not is_passed or rules_run <> rules_declared or rules_run = 0"
    ).fetchone() == (0,)


def test_no_share_or_weight_is_zero_where_the_figure_is_missing(served: duckdb.DuckDBPyConnection) -> None:
    assert served.execute(
        "select count(*) from dependence.import_share where (share is null) <> (reason is not null)"
    ).fetchone() == (0,)
    assert served.execute(
        "select count(*) from dependence.import_share where weight_kg = 0 and is_weight_estimated"
    ).fetchone() == (0,)


def test_world_totals_and_groups_are_never_among_the_suppliers(served: duckdb.DuckDBPyConnection) -> None:
    assert served.execute(
        "select count(*) from dependence.import_share where exporter_kind in ('world', 'group')"
    ).fetchone() == (0,)


def test_the_data_dictionary_is_what_the_published_file_says(snapshot_warehouse: Path) -> None:
    script = PROJECT_ROOT / "scripts" / "data_dictionary.py"
    environment = os.environ | {"CHOKEPOINT_DATA_DIR": str(snapshot_warehouse)}
    done = subprocess.run(
        [sys.executable, str(script), "--check"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


RECONCILED = "source = 'baci' and evidence = 'reconciled' and frequency = 'A'"


@pytest.mark.parametrize(
    ("year", "china"),
    [(2008, 0.887), (2009, 0.827), (2010, 0.785), (2011, 0.641), (2012, 0.537), (2013, 0.584), (2023, 0.497)],
)
def test_chinas_reconciled_share_of_japans_rare_earths_by_weight(
    served: duckdb.DuckDBPyConnection, year: int, china: float
) -> None:
    found = served.execute(
        f"select share from dependence.import_share where {RECONCILED} and importer_iso3 = 'JPN' "
        "and exporter_iso3 = 'CHN' and material = 'rare_earths' and code_set = ? and basis = 'weight' and period = ?",
        [SERIES, str(year)],
    ).fetchall()
    assert [round(share, 3) for (share,) in found] == [china]


@pytest.mark.parametrize(("year", "tonnes"), [(2009, 15_590), (2010, 23_154)])
def test_japans_reconciled_rare_earths_from_china_in_tonnes(
    served: duckdb.DuckDBPyConnection, year: int, tonnes: int
) -> None:
    found = served.execute(
        f"select weight_kg from dependence.import_share where {RECONCILED} and importer_iso3 = 'JPN' "
        "and exporter_iso3 = 'CHN' and material = 'rare_earths' and code_set = ? and basis = 'weight' and period = ?",
        [SERIES, str(year)],
    ).fetchall()
    assert [round(kilograms / 1000) for (kilograms,) in found] == [tonnes]


def test_at_least_two_hundred_importers_and_forty_five_materials_have_a_share(
    served: duckdb.DuckDBPyConnection,
) -> None:
    found = served.execute(
        "select count(distinct importer_iso3), count(distinct material) from dependence.import_share "
        "where share is not null"
    ).fetchone()
    assert found is not None
    assert found[0] >= 200 and found[1] >= 45


def test_no_member_of_the_union_supplies_it_in_a_year_of_its_membership(served: duckdb.DuckDBPyConnection) -> None:
    rows = served.execute(
        f"select count(*), count(m.member_iso3) from dependence.import_share as s "
        "left join reference.bloc_member as m on m.bloc = s.importer_iso3 and m.member_iso3 = s.exporter_iso3 "
        "and s.period || '-12' between m.member_from and coalesce(m.member_to, '9999-12') "
        f"where s.importer_iso3 = 'EU27' and s.{RECONCILED.replace(' and ', ' and s.')}"
    ).fetchone()
    assert rows is not None
    assert rows[0] > 0 and rows[1] == 0
