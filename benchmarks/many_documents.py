"""How the time of the models grows with the number of documents, each a product, flow and year of Eurostat.

    python benchmarks/many_documents.py 100 200 400 --models int_block_state served_period

The figures are made up; the columns, the members and the number of partners are those of real answers. Each N gets a
warehouse of its own in a scratch folder. Prints the seconds of each model as dbt reports them, loading left out.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.settings import PROJECT_ROOT
from pipelines.sources.eurostat_comext import HEADER, REPORTERS, TRADE
from warehouse.landing import Arrival, Landing
from warehouse.load import load_pending, open_books
from warehouse.store import connect

CODES = [f"{chapter}{rest}" for chapter, rest in product((2805, 2846, 8112, 8505), (10, 19, 21, 30, 90))]
PARTNERS = "CN JP US VN MY KR RU KZ EE GB NO CH IN BR".split()  # noqa: SIM905
MONTHS = range(1, 13)


def documents(number: int) -> Iterator[Arrival]:
    """The newest `number` answers: products by flow, a year at a time."""
    asked = ((code, flow, 2025 - back) for back in range(40) for code in CODES for flow in ("1", "2"))
    for place, (code, flow, year) in zip(range(number), asked, strict=False):
        body = "\n".join([HEADER, *_lines(code, flow, year)]) + "\n"
        yield Arrival(
            dataset=TRADE.name,
            key=f"M-{code}-{flow}-{year}",
            body=body.encode(),
            retrieved_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=place),
            url="https://publisher.example",
            publisher=TRADE.publisher,
            licence=TRADE.licence,
            partition=str(year),
            scope={"freq": ["M"], "flow": [flow], "product": [code], "year": [str(year)]},
        )


def _lines(code: str, flow: str, year: int) -> Iterator[str]:
    start = f"ESTAT:DS-045409(1.0),{year + 1}-03-01"
    for place, (reporter, month) in enumerate(product(REPORTERS, MONTHS)):
        for partner in PARTNERS[place % 5 :: 5]:
            key = f"{start},M,{reporter},{partner},{code},{flow}"
            yield f"{key},VALUE_IN_EUROS,{year}-{month:02},{1000 + place}"
            yield f"{key},QUANTITY_IN_100KG,{year}-{month:02},{10 + place}"


def seconds(number: int, models: list[str], folder: Path) -> dict[str, float]:
    """Load, take all as passed, and build the models with what they need."""
    landing = Landing(folder / "landing")
    for document in documents(number):
        landing.land(document)
    with connect(folder / "build.duckdb") as con:
        open_books(con, landing)
        load_pending(con, landing, TRADE.name, TRADE.encoding, folder / "scratch")
        con.execute("insert into raw.validation select document_id, dataset, '', 0, 0, true, '[]' from raw.load")
    command = [str(Path(sys.executable).with_name("dbt")), "--quiet", "build", "--profiles-dir", "."]
    command += ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test", "--select"]
    subprocess.run(
        [*command, *(f"+{model}" for model in models)],
        cwd=PROJECT_ROOT / "dbt_project",
        env={
            **os.environ,
            "CHOKEPOINT_BUILD_FILE": str(folder / "build.duckdb"),
            "DBT_TARGET_PATH": str(folder / "target"),
            "DBT_LOG_PATH": str(folder / "logs"),
        },
        check=True,
    )
    results = json.loads((folder / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    return {found["unique_id"].split(".")[-1]: found["execution_time"] for found in results}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("numbers", type=int, nargs="+")
    parser.add_argument("--models", nargs="+", default=["int_block_state"])
    asked = parser.parse_args()
    measured = {}
    for number in asked.numbers:
        with TemporaryDirectory() as folder:
            measured[number] = seconds(number, asked.models, Path(folder))
    slowest = sorted(measured[asked.numbers[-1]].items(), key=lambda one: -one[1])
    print("model".ljust(36), *(f"{number:>9}" for number in asked.numbers))
    for model, took in slowest:
        if model in asked.models or took >= 0.3:
            print(model.ljust(36), *(f"{measured[number].get(model, 0):8.2f}s" for number in asked.numbers))


if __name__ == "__main__":
    main()
