"""A first backfill of many small documents, from the answers to a judged raw table: `python -m benchmarks.backfill`.

Documents are answers of Comtrade: one reporter, flow, code and year each, drawn from a seed. Beside all of them: as
many as `--sample` loaded one by one, a transaction each, and DuckDB's bare reading of all of them into a table.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, product
from pathlib import Path
from typing import Any

import click

from benchmarks.measure import Stopwatch, alternately, contend, print_table, scratch
from expectations.reference import codes
from pipelines.settings import PROJECT_ROOT
from pipelines.sources.comtrade import TRADE
from warehouse.landing import Arrival, Landing

CODES = [f"{chapter}{heading:02}" for chapter in (25, 26, 28, 38, 72, 75, 76, 80, 81, 85) for heading in range(1, 21)]
FIRST_SEEN = datetime(2026, 1, 1, tzinfo=UTC)
_FIXTURE = PROJECT_ROOT / "tests" / "fixtures" / "comtrade" / "comtrade__trade.json"


def documents(number: int, seed: int = 1) -> Iterator[Arrival]:
    """As many answers of 1 to 30 partners and the World row, each the only one of its reporter, flow, code and year."""
    draw = random.Random(seed)
    areas = [int(area) for area in codes("comtrade_areas", "comtrade_code") if 0 < int(area) < 800]
    row = json.loads(_FIXTURE.read_bytes())["data"][0]
    asked = product(range(2023, 1999, -1), areas[:40], ("M", "X"), CODES)
    for place, (year, reporter, flow, code) in enumerate(islice(asked, number)):
        partners = draw.sample(areas, draw.randint(1, 30))
        values = [draw.randint(1, 10**6) for _ in partners]
        rows = [
            {
                **row,
                **{
                    "freqCode": "A",
                    "period": str(year),
                    "refYear": year,
                    "refMonth": 52,
                    "refPeriodId": 10000 * year + 101,
                },
                **{"reporterCode": reporter, "partnerCode": partner, "flowCode": flow, "cmdCode": code},
                **{"primaryValue": value, "cifvalue": None, "fobvalue": value, "netWgt": value / 8},
            }
            for partner, value in zip([0, *partners], [sum(values), *values], strict=True)
        ]
        body = json.dumps({"elapsedTime": "0.1 secs", "count": len(rows), "data": rows, "error": ""}).encode()
        scope = {"freq": ["A"], "reporter": [str(reporter)], "flow": [flow], "cmd": [code], "period": [str(year)]}
        yield Arrival(
            dataset=TRADE.name,
            key=f"A-{reporter}-{flow}-{code}-{year}",
            body=body,
            retrieved_at=FIRST_SEEN + timedelta(seconds=place),
            url="https://publisher.example",
            publisher=TRADE.publisher,
            licence=TRADE.licence,
            partition=str(year),
            scope=scope,
            row_cap=500,
        )


def chokepoint(watch: Stopwatch, number: str) -> dict[str, Any]:
    """This warehouse: land, load in batches, judge."""
    return _backfill(watch, int(number))


def one_by_one(watch: Stopwatch, number: str) -> dict[str, Any]:
    """The same with each document in a transaction of its own."""
    from warehouse import many

    many.MOST_DOCUMENTS = 1
    return _backfill(watch, int(number))


def duckdb_bare(watch: Stopwatch, number: str) -> dict[str, Any]:
    """DuckDB: read_json over all files into a table, without what a landing area or an account is."""
    import duckdb

    folder = _clean("bare")
    for arrived in documents(int(number)):
        (folder / f"{arrived.key}.json").write_bytes(arrived.body)
    with watch.running(), duckdb.connect(str(folder / "bare.duckdb")) as con:
        con.execute(
            f"create table bare as select unnest(data, recursive := true) from read_json('{folder}/*.json', "
            "union_by_name = true, maximum_object_size = 100000000)"
        )
        counted = con.execute("select count(*), cast(sum(primaryValue) as bigint) from bare").fetchone()
    assert counted
    return {"rows": counted[0], "value": int(counted[1])}


def _clean(name: str) -> Path:
    folder = scratch("backfill") / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _backfill(watch: Stopwatch, number: int) -> dict[str, Any]:
    from expectations.run import validate
    from warehouse.load import load_pending, open_books
    from warehouse.store import connect

    folder = _clean("warehouse")
    landing, build_file = Landing(folder / "landing"), folder / "build.duckdb"
    parts = {"land": Stopwatch(), "load": Stopwatch(), "judge": Stopwatch()}
    for arrived in documents(number):
        with watch.running(), parts["land"].running():
            landing.land(arrived)
    with watch.running(), parts["load"].running(), connect(build_file) as con:
        open_books(con, landing, TRADE.name)
        accounts = load_pending(con, landing, TRADE.name, TRADE.encoding, folder / "scratch")
    with watch.running(), parts["judge"].running():
        verdict = validate(build_file, TRADE.name)
    assert verdict.is_passed, str(verdict)[:2000]
    assert accounts.documents == verdict.documents == number
    print({name: round(part.seconds, 1) for name, part in parts.items()}, file=sys.stderr)
    with connect(build_file) as con:
        counted = con.execute("select count(*), cast(sum(primaryValue) as bigint) from raw.comtrade__trade").fetchone()
    assert counted
    return {"rows": counted[0], "value": int(counted[1])}


CONTENDERS = {"duckdb": duckdb_bare, "chokepoint": chokepoint, "one by one": one_by_one}


@click.command()
@click.option("--documents", "number", default=20_000, show_default=True, help="documents of the backfill")
@click.option("--sample", default=500, show_default=True, help="documents that are loaded one by one")
@click.option("--rounds", default=1, show_default=True, help="runs of each contender")
def main(number: int, sample: int, rounds: int) -> None:
    whole = alternately("benchmarks.backfill", {"duckdb": [str(number)], "chokepoint": [str(number)]}, rounds)
    counted = {str(run.counted) for run in whole.values()}
    assert len(counted) == 1, f"the contenders did not read the same: {counted}"
    print_table(f"{number:,} documents of Comtrade, medians of {rounds}", whole, "duckdb", number, "documents/s")
    few = {"chokepoint": [str(sample)], "one by one": [str(sample)]}
    print_table(
        f"{sample:,} of them, medians of {rounds}",
        alternately("benchmarks.backfill", few, rounds),
        "chokepoint",
        sample,
        "documents/s",
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["contend"]:
        contend(CONTENDERS, sys.argv[2:])
    else:
        main()
