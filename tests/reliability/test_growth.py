"""What a model does grows with its rows, not with their square: counted in rows that the query plan hands on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from warehouses import SEEN_AT, arrival, load

from pipelines.settings import PROJECT_ROOT
from pipelines.sources.eurostat_comext import HEADER, REPORTERS, TRADE
from warehouse.landing import Arrival
from warehouse.store import connect

pytestmark = pytest.mark.reliability


def answers(first: int, last: int) -> Iterator[Arrival]:
    """Answers of one month each, one per product, each known a minute later than the one before."""
    for place in range(first, last):
        product = f"28{place:04}"
        row = "ESTAT:DS-045409(1.0),2026-03-01,M,{},CN," + product + ",1,VALUE_IN_EUROS,2025-01,7"
        yield arrival(
            TRADE,
            "\n".join([HEADER, *map(row.format, REPORTERS), ""]).encode(),
            key=f"M-{product}-1-2025",
            retrieved_at=SEEN_AT + timedelta(minutes=place),
            scope={"freq": ["M"], "flow": ["1"], "product": [product], "year": ["2025"]},
        )


def rows_handed_on(plan: dict[str, Any]) -> int:
    return int(plan.get("operator_cardinality", 0)) + sum(map(rows_handed_on, plan["children"]))


def plan_of_states(folder: Path) -> str:
    """The model's query as dbt compiles it, with all that it reads from built."""
    only_models = ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    built = subprocess.run(
        [Path(sys.executable).with_name("dbt"), "build", *only_models, "--select", "+int_block_state"],
        cwd=PROJECT_ROOT / "dbt_project",
        env={
            **os.environ,
            "DBT_PROFILES_DIR": ".",
            "CHOKEPOINT_BUILD_FILE": str(folder / "build.duckdb"),
            "DBT_TARGET_PATH": str(folder / "target"),
            "DBT_LOG_PATH": str(folder / "logs"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout[-4000:]
    return next((folder / "target" / "compiled").rglob("int_block_state.sql")).read_text(encoding="utf-8")


def test_twice_the_documents_are_twice_the_work_for_the_states_of_months(tmp_path: Path) -> None:
    query, work = "", []
    for first, last in ((0, 40), (40, 80)):
        load(tmp_path, TRADE, answers(first, last))
        with connect(tmp_path / "build.duckdb") as con:
            con.execute(
                "insert or replace into raw.validation select document_id, dataset, '', 0, 0, true, '[]' from raw.load"
            )
        query = query or plan_of_states(tmp_path)
        with connect(tmp_path / "build.duckdb", read_only=True) as con:
            assert con.execute(f"select count(*) from ({query})").fetchone() == (last * 12 * len(REPORTERS),)
            (told,) = con.execute(f"explain (analyze, format json) {query}").fetchall()
        work.append(rows_handed_on(json.loads(told[1])))
    assert work[1] < 2.2 * work[0]
