"""The screen of all products beside one hand-written query, polars and pandas: `python -m benchmarks.screen`.

Two years of BACI's layout go into a warehouse once. Then the project's own models, run by dbt, and the rivals compute
of every importer, product and year the HHI of imports and of the world's exports, the largest supplier and its share,
and imports over exports. The models make the margins, the runs of years, the Union and the verdicts beside.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from benchmarks.generate import baci_year, economies
from benchmarks.measure import Stopwatch, alternately, contend, print_table, scratch

YEARS = (2022, 2023)
MODELS = "int_product_year int_product_flow int_screen_member int_product_export int_product_import product_dependence"
BY_HAND = """
    create or replace table by_hand as
    with supplied as (
        select j, i, k, t, cast(sum(v * 1000) as double) as usd from flow group by all
    ),
    imported as (
        select
            j, k, t, sum(usd) as usd, sum(usd * usd) / pow(sum(usd), 2) as hhi, max(usd) / sum(usd) as share,
            max_by(i, usd) as largest
        from supplied group by all
    ),
    exported as (select i, k, t, sum(usd) as usd from supplied group by all),
    world as (select k, t, sum(usd * usd) / pow(sum(usd), 2) as hhi from exported group by all)
    select m.j, m.k, m.t, m.usd, m.hhi, m.share, m.largest, w.hhi as world_hhi, m.usd / x.usd as ratio
    from imported as m
    join world as w using (k, t)
    left join exported as x on m.j = x.i and m.k = x.k and m.t = x.t
    where m.usd > 0
"""
CHECKED = "count(*), sum(hhi), sum(share), sum(world_hhi), sum(ratio)"


def _folder(rows: int) -> Path:
    return scratch("screen") / str(rows)


def prepare(rows: int) -> None:
    """A warehouse with the rows loaded and taken as passed, and the models up to these; made once."""
    folder = _folder(rows)
    if (folder / "ready").exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    os.environ["CHOKEPOINT_DATA_DIR"] = str(folder)
    from pipelines.asking.bring import land_file
    from pipelines.defs.resources import Warehouse
    from pipelines.settings import settings
    from pipelines.sources.registry import datasets
    from warehouse.store import connect

    dataset = datasets()["baci__trade"]
    for year in YEARS:
        path = baci_year(
            scratch("files") / f"baci_economies_{year}_{rows // 2}.csv", rows // 2, year, seed=year, areas=economies()
        )
        named = folder.parent / f"BACI_HS17_Y{year}_V202601.csv"
        named.unlink(missing_ok=True)
        named.hardlink_to(path)
        land_file(dataset, named, settings())
        Warehouse(mode="landed").load(dataset)
    with connect(settings().build_file) as con:
        con.execute("insert into raw.validation select document_id, dataset, '', 0, 0, true, '[]' from raw.load")
        con.execute(
            "copy (select t, i, j, k, cast(v * 1000 as double) as usd from raw.baci__trade) "
            f"to '{_parquet(str(folder))}'"
        )
    _dbt(folder, "build", "+product_dependence")
    (folder / "ready").touch()


def _dbt(folder: Path, verb: str, selection: str) -> Any:
    from dbt.cli.main import dbtRunner

    from pipelines.settings import PROJECT_ROOT

    os.environ |= {
        "CHOKEPOINT_BUILD_FILE": str(folder / "build.duckdb"),
        "CHOKEPOINT_THREADS": str(os.cpu_count()),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    project = str(PROJECT_ROOT / "dbt_project")
    flags = ["--project-dir", project, "--profiles-dir", project, "--exclude-resource-types", "test", "unit_test"]
    flags = flags if verb == "build" else flags[:4]
    done = dbtRunner().invoke(["--quiet", verb, "--select", *selection.split(), *flags])
    assert done.success, str(done.exception or done.result)
    return done.result


def chokepoint(watch: Stopwatch, folder: str) -> dict[str, Any]:
    """This project: its models from the raw rows on, from the start of the first to the end of the last."""
    results = _dbt(Path(folder), "run", MODELS).results
    spans = [span for result in results for span in result.timing]
    watch.seconds = (max(span.completed_at for span in spans) - min(span.started_at for span in spans)).total_seconds()
    import duckdb
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    with duckdb.connect(f"{folder}/build.duckdb", read_only=True) as con:
        return _told(
            con.sql(
                """
                select
                    import_hhi_low as hhi, largest_supplier_share as share, export_hhi_low as world_hhi,
                    imports_over_exports as ratio
                from screen.product_dependence
                where importer_kind = 'country'
                """
            )
            .aggregate(CHECKED)
            .fetchone()
        )


def duckdb_by_hand(watch: Stopwatch, folder: str) -> dict[str, Any]:
    """One query by hand on the same raw table, in DOUBLE and by BACI's codes, into a file."""
    import duckdb

    file = scratch("screen") / "by_hand.duckdb"
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file)) as con:
        con.execute(f"attach '{folder}/build.duckdb' as build (read_only)")
        con.execute("create temporary view flow as from build.raw.baci__trade")
        with watch.running():
            con.execute(BY_HAND)
        return _told(con.sql(f"select {CHECKED} from by_hand").fetchone())


def polars(watch: Stopwatch, folder: str) -> dict[str, Any]:
    """Polars: lazy, from a Parquet file of the rows."""
    import polars as pl

    with watch.running():
        usd = pl.col("usd")
        flow = pl.scan_parquet(_parquet(folder)).group_by("j", "i", "k", "t").agg(pl.col("usd").sum())
        hhi = (usd * usd).sum() / usd.sum() ** 2
        imported = flow.group_by("j", "k", "t").agg(
            usd.sum().alias("total"),
            hhi.alias("hhi"),
            (usd.max() / usd.sum()).alias("share"),
            pl.col("i").sort_by(usd).last().alias("largest"),
        )
        exported = flow.group_by("i", "k", "t").agg(usd.sum())
        world = exported.group_by("k", "t").agg(hhi.alias("world_hhi"))
        found = (
            imported.filter(pl.col("total") > 0)
            .join(world, on=["k", "t"])
            .join(exported.rename({"i": "j"}), on=["j", "k", "t"], how="left")
            .with_columns((pl.col("total") / pl.col("usd")).alias("ratio"))
            .collect()
        )
    names = ("hhi", "share", "world_hhi", "ratio")
    return _told((found.height, *(found[name].sum() for name in names)))


def pandas(watch: Stopwatch, folder: str) -> dict[str, Any]:
    """pandas: from the same rows, which are in memory before the time begins."""
    import duckdb

    read = duckdb.read_parquet(_parquet(folder)).df()
    with watch.running():
        flow = read.groupby(["j", "i", "k", "t"], as_index=False)["usd"].sum()
        flow["square"] = flow["usd"] ** 2
        by_importer = flow.groupby(["j", "k", "t"])
        found = by_importer.agg(total=("usd", "sum"), squares=("square", "sum"), first=("usd", "max"))
        found["largest"] = flow.loc[by_importer["usd"].idxmax(), "i"].to_numpy()
        exported = flow.groupby(["i", "k", "t"], as_index=False)["usd"].sum()
        exported["square"] = exported["usd"] ** 2
        world = exported.groupby(["k", "t"], as_index=False).agg(all=("usd", "sum"), world_squares=("square", "sum"))
        found = found[found["total"] > 0].reset_index().merge(world, on=["k", "t"])
        found = found.merge(exported.rename(columns={"i": "j"})[["j", "k", "t", "usd"]], how="left", on=["j", "k", "t"])
        hhi = found["squares"] / found["total"] ** 2
        share = found["first"] / found["total"]
        world_hhi = found["world_squares"] / found["all"] ** 2
        ratio = found["total"] / found["usd"]
        told = (len(found), *(float(column.sum()) for column in (hhi, share, world_hhi, ratio)))
    return _told(told)


def _parquet(folder: str) -> str:
    return f"{folder}/flow.parquet"


def _told(counted: Any) -> dict[str, Any]:
    rows, *sums = counted
    return {"rows": rows, "sums": [f"{value:.9g}" for value in sums]}


CONTENDERS = {"duckdb": duckdb_by_hand, "chokepoint": chokepoint, "polars": polars, "pandas": pandas}


@click.command()
@click.option("--rows", default=22_000_000, show_default=True, help="rows of two years together")
@click.option("--rounds", default=3, show_default=True, help="runs of each contender")
@click.option("--only", multiple=True, type=click.Choice(list(CONTENDERS)), help="these contenders, beside duckdb")
def main(rows: int, rounds: int, only: tuple[str, ...]) -> None:
    # in a process of its own: dbt keeps the file open
    subprocess.run([sys.executable, "-m", "benchmarks.screen", "prepare", str(rows)], check=True)
    folder = _folder(rows)
    chosen = [name for name in CONTENDERS if not only or name in (*only, "duckdb")]
    medians = alternately("benchmarks.screen", {name: [str(folder)] for name in chosen}, rounds)
    counted = {str(run.counted) for run in medians.values()}
    assert len(counted) == 1, f"the contenders did not compute the same: {counted}"
    print_table(f"A screen of two years, {rows:,} rows, medians of {rounds}", medians, "duckdb", rows)


if __name__ == "__main__":
    if sys.argv[1:2] == ["contend"]:
        contend(CONTENDERS, sys.argv[2:])
    elif sys.argv[1:2] == ["prepare"]:
        prepare(int(sys.argv[2]))
    else:
        main()
