"""A year of BACI from the file to a validated raw table, beside a bare read: `python -m benchmarks.load`.

What the warehouse does more than read: it keeps the file with its hash, accounts for each row, and judges the table.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from benchmarks.generate import baci_year
from benchmarks.measure import Stopwatch, alternately, contend, print_table, scratch

COLUMNS = {"t": "SMALLINT", "i": "SMALLINT", "j": "SMALLINT", "k": "VARCHAR", "v": "DECIMAL(18, 3)", "q": "VARCHAR"}


def duckdb_bare(watch: Stopwatch, path: str) -> dict[str, Any]:
    """DuckDB: `create table … as select * from read_csv(…)` into a file."""
    import duckdb

    file = scratch("load") / "bare.duckdb"
    file.unlink(missing_ok=True)
    with watch.running(), duckdb.connect(str(file)) as con:
        con.execute(f"create table bare as select * from read_csv('{path}', header = true, columns = {COLUMNS})")
        counted = con.execute("select count(*), sum(v) from bare").fetchone()
    assert counted
    return {"rows": counted[0], "value": str(counted[1])}


def polars(watch: Stopwatch, path: str) -> dict[str, Any]:
    """Polars: a data frame with the same columns, in memory."""
    import polars as pl

    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "t": pl.Int16,
        "i": pl.Int16,
        "j": pl.Int16,
        "k": pl.String,
        "v": pl.Decimal(18, 3),
        "q": pl.String,
    }
    with watch.running():
        frame = pl.read_csv(path, schema=schema)
        counted = {"rows": frame.height, "value": str(frame["v"].sum())}
    return counted


def chokepoint(watch: Stopwatch, path: str) -> dict[str, Any]:
    """This warehouse: `chokepoint import` to the verdict of the suite, without the models."""
    folder = scratch("load") / "warehouse"
    shutil.rmtree(folder, ignore_errors=True)
    os.environ["CHOKEPOINT_DATA_DIR"] = str(folder)
    from pipelines.asking.bring import land_file
    from pipelines.defs.resources import Warehouse
    from pipelines.settings import settings
    from pipelines.sources.registry import datasets
    from warehouse.store import connect

    dataset, warehouse = datasets()["baci__trade"], Warehouse(mode="landed")
    with watch.running():
        land_file(dataset, Path(path), settings())
        warehouse.load(dataset)
        verdict = warehouse.judge(dataset)
    assert verdict.is_passed, str(verdict)
    with connect(settings().build_file) as con:
        counted = con.execute("select count(*), sum(v) from raw.baci__trade").fetchone()
    assert counted
    return {"rows": counted[0], "value": str(counted[1])}


CONTENDERS = {"duckdb": duckdb_bare, "polars": polars, "chokepoint": chokepoint}


@click.command()
@click.option("--rows", default=2_780_000, show_default=True, help="rows of the file")
@click.option("--rounds", default=3, show_default=True, help="runs of each contender")
def main(rows: int, rounds: int) -> None:
    path = baci_year(scratch("files") / f"baci_{rows}.csv", rows, 2024)
    named = scratch("load") / "BACI_HS92_Y2024_V202601.csv"
    named.unlink(missing_ok=True)
    named.hardlink_to(path)
    medians = alternately("benchmarks.load", {name: [str(named)] for name in CONTENDERS}, rounds)
    counted = {str(run.counted) for run in medians.values()}
    assert len(counted) == 1, f"the contenders did not read the same: {counted}"
    title = f"One year of BACI, {path.stat().st_size / 2**20:,.0f} MiB, to a table, medians of {rounds}"
    print_table(title, medians, "duckdb", rows)


if __name__ == "__main__":
    if sys.argv[1:2] == ["contend"]:
        contend(CONTENDERS, sys.argv[2:])
    else:
        main()
