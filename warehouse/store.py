"""The only opener of DuckDB files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.errors import ChokepointError


@contextmanager
def connect(path: Path, *, read_only: bool = False, threads: int = 2) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that is closed at the end of the block, so that no file stays locked.

    Read-write connections may read landed documents; read-only ones cannot reach outside their file.
    Raises ChokepointError when a file to read is missing, unreadable or held by a writer.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "autoinstall_known_extensions": False,
    }
    if read_only:
        if not path.exists():
            raise ChokepointError(f"There is no warehouse at {path} yet. Run `chokepoint refresh --snapshot` first.")
        config["enable_external_access"] = False
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        con = duckdb.connect(str(path), read_only=read_only, config=config)
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
