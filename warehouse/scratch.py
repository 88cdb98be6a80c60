"""A second build file to compute in, without touching the one in use."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from warehouse.attempts import TABLES
from warehouse.landing import Landing
from warehouse.load import BOOKS_SQL, load_pending, open_books
from warehouse.sections import sections
from warehouse.store import connect


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """A folder beside the data that is gone after the block."""
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(dir=parent, prefix=f"rebuild-{os.getpid()}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def from_build(build_file: Path, folder: Path) -> Path:
    """A copy of the build file; the caller holds the writer's lock."""
    return Path(shutil.copyfile(build_file, folder / "build.duckdb"))


def from_landing(
    build_file: Path, landing: Landing, encodings: Mapping[str, str], folder: Path, tell: Callable[[str], None]
) -> Path:
    """A build file whose raw tables are read anew from the landed bytes.

    The suites' verdicts, and the notes of what was asked and what failed, are taken over. `encodings` names the
    datasets to read. Raises DataError at the first document whose bytes changed; one that cannot be read is set aside.
    """
    fresh = folder / "build.duckdb"
    with connect(fresh) as con:
        open_books(con, landing)
        for dataset, encoding in encodings.items():
            tell(f"reading {dataset}")
            load_pending(con, landing, dataset, encoding, folder, is_strict=False)
        con.execute(f"attach '{str(build_file).replace(chr(39), chr(39) * 2)}' as used (read_only)")
        for table in ("validation", "comparison", "drift", *TABLES):
            con.execute(f"insert into raw.{table} from used.raw.{table}")
        con.execute("detach used")
    return fresh


def differences(one: Path, other: Path) -> list[str]:
    """Tables of two published files that do not hold the same rows, with what differs; none when they agree."""
    first, second = contents(one), contents(other)
    told = []
    for table in sorted(first.keys() | second.keys()):
        if first.get(table) != second.get(table):
            told.append(f"{table}: {_said(first.get(table))} served, {_said(second.get(table))} rebuilt")
    return told


def contents(published: Path) -> dict[str, tuple[int, int]]:
    """Per table of a published file, the number of rows and a sum over the hashes of the rows."""
    queries = sections(BOOKS_SQL.with_name("scratch.sql"))
    with connect(published, read_only=True) as con:
        tables = con.execute(queries["tables"]).fetchall()
        return {
            f"{schema}.{table}": con.execute(
                f'select count(*), coalesce(sum(cast(hash(t) as hugeint)), 0) from "{schema}"."{table}" as t'  # noqa: S608
            ).fetchone()
            or (0, 0)
            for schema, table in tables
        }


def _said(content: tuple[int, int] | None) -> str:
    return "no table" if content is None else f"{content[0]:,} rows (hash {content[1] % 16**8:08x})"
