"""The finished tables into a fresh file beside the serving one, then one rename: readers never see half a build."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.errors import ChokepointError
from warehouse.landing import flush
from warehouse.leftovers import clear_copies
from warehouse.sections import sections
from warehouse.store import connect

# What stays in the build file. Every other schema is a question that readers ask.
INNER = ("raw", "staging", "intermediate", "seeds", "main")
# By what the rows of a table stand together, the first column first: 2026-11-26, of nine orders tried on import_share
# the one that is small (66 MB; 74 as the columns stand) and keeps the rows of a material and importer close together.
CLUSTERED = (
    "shared_with",
    "code_set",
    "hs_code",
    "source",
    "evidence",
    "frequency",
    "importer_iso3",
    "basis",
    "period",
    "place",
    "exporter_iso3",
)
_READABLE_BY = "v1.0.0"  # and every later DuckDB
_QUERIES = Path(__file__).with_name("publish.sql")
_FRONT_DOOR = Path(__file__).with_name("front_door.sql")


@dataclass(frozen=True)
class Build:
    """What is being served: its identity and the tables with their row counts."""

    build_id: str
    tables: dict[str, int]


@dataclass(frozen=True)
class Served:
    """The build being served: its identity, that of its code, what it says is set aside, and its documents."""

    build_id: str | None = None
    code_id: str | None = None
    held_id: str | None = None
    documents: frozenset[str] = frozenset()


def publish(
    build_file: Path, serving_file: Path, build_id: str, as_of: str | None = None, code_id: str | None = None
) -> Build:
    """Copy the tables of each question schema with their comments, put the views before them, and swap the result in.

    The copy is checkpointed, closed and checked for a left-over write-ahead log before the rename. Its name bears the
    process, so that two that publish the same file do not write to one copy. Copies that an interrupted publish left
    behind are removed first.
    """
    serving_file.parent.mkdir(parents=True, exist_ok=True)
    clear_copies(serving_file.parent)
    fresh = serving_file.with_name(f"{serving_file.stem}.next-{os.getpid()}.duckdb")
    held = held_id(build_file)
    with connect(fresh, storage=_READABLE_BY) as con:
        con.execute(f"attach '{_literal(build_file)}' as build (read_only)")
        con.execute("set disabled_compression_methods = 'fsst'")  # costs time, and saves no room in these tables
        con.execute("set variable inner_schemas = ?", [list(INNER)])
        con.execute("set variable clustered = ?", [list(CLUSTERED)])
        tables = {}
        for schema, table, columns in con.execute(sections(_QUERIES)["tables"]).fetchall():
            con.execute(f'create schema if not exists "{schema}"')
            copied = con.execute(
                f'create table "{schema}"."{table}" as select * from build."{schema}"."{table}" order by {columns}'  # noqa: S608
            ).fetchone()
            tables[f"{schema}.{table}"] = int(copied[0]) if copied else 0
        if not tables:
            raise ChokepointError(
                f"Nothing to publish: {build_file} holds no finished table. Run `chokepoint refresh`."
            )
        for (statement,) in con.execute(sections(_QUERIES)["comments"]).fetchall():
            con.execute(statement)
        if "dependence.import_share" in tables:
            for part in sections(_FRONT_DOOR).values():
                con.execute(part)
            for (statement,) in con.execute(sections(_QUERIES)["handed_on"]).fetchall():
                con.execute(statement)
        con.execute("set variable build_id = ?", [build_id])
        for name, value in {"as_of": as_of, "code_id": code_id, "held_id": held}.items():
            con.execute(f"set variable {name} = cast(? as varchar)", [value])
        con.execute(sections(_QUERIES)["stamp"])
        con.execute("detach build")
        con.execute("checkpoint")
    swap_in(fresh, serving_file)
    return Build(build_id, tables)


def swap_in(fresh: Path, serving_file: Path) -> None:
    """Rename a closed DuckDB file over the serving one. Raises when it still has a write-ahead log."""
    log = fresh.with_name(fresh.name + ".wal")
    if log.exists():
        raise ChokepointError(f"{fresh} was not closed cleanly: {log.name} is still there. Run the refresh again.")
    flush(fresh)
    fresh.replace(serving_file)
    flush(serving_file.parent)


def served(serving_file: Path) -> Served:
    """The build being served; of nothing where there is no file that can be read, or it is of an earlier version."""
    if not serving_file.exists():
        return Served()
    try:
        with connect(serving_file, read_only=True) as con:
            build, code, held = con.execute("select build_id, code_id, held_id from provenance.build").fetchall()[0]
            documents = con.execute("select distinct document_id from provenance.document").fetchall()
    except (duckdb.Error, ChokepointError):
        return Served()
    return Served(build, code, held, frozenset(document for (document,) in documents))


def served_build_id(serving_file: Path) -> str | None:
    """The identity of the build being served, or None when there is none that can be read."""
    if not serving_file.exists():
        return None
    try:
        with connect(serving_file, read_only=True) as con:
            row = con.execute("select build_id from provenance.build").fetchone()
    except (duckdb.Error, ChokepointError):
        return None
    return str(row[0]) if row else None


def held_id(build_file: Path) -> str | None:
    """16 hex digits over what the books say is set aside, and was decided; None in a file without books."""
    with connect(build_file) as con:
        try:
            row = con.execute(sections(_QUERIES)["held"]).fetchone()
        except duckdb.CatalogException:
            return None
    return str(row[0]) if row else None


def _literal(path: Path) -> str:
    return str(path).replace("'", "''")
