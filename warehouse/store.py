"""The only opener of DuckDB files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb

from warehouse.errors import ChokepointError

_HELD: dict[Path, duckdb.DuckDBPyConnection] = {}


@contextmanager
def held_open(path: Path, *, threads: int = 2) -> Iterator[None]:
    """Keep a file open for writing: each `connect` to it then shares that, since to open and close it takes longer.

    Until the end of the block, or until `let_go`, which comes before another process may open it.
    """
    with connect(path, threads=threads) as con:
        _HELD[path] = con
        try:
            yield
        finally:
            _HELD.pop(path, None)


@cache
def blank() -> duckdb.DuckDBPyConnection:
    """An empty database in memory, made once: to make one takes longer than what is asked of it."""
    return duckdb.connect(":memory:")


def let_go(path: Path) -> None:
    """Close a file that is held open."""
    if con := _HELD.pop(path, None):
        con.close()


@contextmanager
def connect(
    path: Path, *, read_only: bool = False, threads: int = 2, storage: str = "latest"
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that is closed at the end of the block, so that no file stays locked.

    A file that it makes is in DuckDB's newest format, which costs a sixth less to write; `storage` names an older one.

    Read-write connections may read landed documents; read-only ones cannot reach outside their file.
    Raises ChokepointError when a file to read is missing, unreadable or held by a writer.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "autoinstall_known_extensions": False,
        "storage_compatibility_version": storage,
    }
    if read_only:
        if not path.exists():
            raise ChokepointError(f"There is no warehouse at {path} yet. Run `chokepoint refresh --snapshot` first.")
        config["enable_external_access"] = False
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        held = None if read_only else _HELD.get(path)
        con = held.cursor() if held else duckdb.connect(str(path), read_only=read_only, config=config)
    except duckdb.IOException as error:
        raise ChokepointError(f"Cannot open {path}: {error}. Is another program writing to it?") from error
    try:
        con.execute("set timezone = 'UTC'")
        con.execute("set enable_progress_bar = false")
        if read_only:
            con.execute("set lock_configuration = true")
        yield con
    finally:
        con.close()
