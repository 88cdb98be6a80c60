"""Small build files whose every row bears the build, and publishers of them in processes that can be killed."""

from __future__ import annotations

import multiprocessing
from functools import cache
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path

from reliability.readers import TABLES

from warehouse.publish import publish
from warehouse.store import connect

ROWS = 12_000


def identity(number: int) -> str:
    """The identity of the nth build; later ones sort after earlier ones."""
    return f"{number:016x}"


def build(path: Path, number: int) -> Path:
    """Write the nth build: tables of different sizes, each row with its build and with how many rows there are."""
    path.unlink(missing_ok=True)
    with connect(path) as con:
        for position, table in enumerate(TABLES):
            rows = ROWS // (position + 1) + number
            con.execute(f"create schema if not exists {table.split('.')[0]}")
            con.execute(
                f"create table {table} as select '{identity(number)}' as build, {rows} as build_rows, "
                f"range as row_number, md5(cast(range as varchar)) as filling from range({rows})"
            )
    return path


@cache
def _forks() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["warehouse.publish"])
    return context


def publisher(build_file: Path, served: Path, number: int) -> BaseProcess:
    """A started process that publishes the nth build."""
    process = _forks().Process(target=publish, args=(build_file, served, identity(number)))
    process.start()
    return process
