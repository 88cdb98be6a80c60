"""The books of the suites: which documents still await a verdict, and what it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from warehouse.load import BOOKS_SQL
from warehouse.rows import insert
from warehouse.sections import sections
from warehouse.store import connect

_QUERIES = BOOKS_SQL.with_name("verdicts.sql")
_CELLS = BOOKS_SQL.with_name("cells.sql")


@dataclass(frozen=True)
class Before:
    """What served the figures of a document before it came: the vintage of its own key that passed last, and the newest
    passed documents of other keys about the same cells. All are identifiers of documents."""

    own: str | None = None
    beside: tuple[str, ...] = ()

    @property
    def first(self) -> str | None:
        """The document that the comparison is told by."""
        return self.own or next(iter(self.beside), None)


def pending(
    build_file: Path,
    dataset: str,
    suite_sha: str,
    judged: Collection[str] = (),
    cells: Mapping[str, str] | None = None,
) -> dict[str, Before]:
    """Loaded documents that this version of the suite has not passed, each with what was served before it.

    Only the oldest of those about the same figures: what follows it is compared with it once it is judged. Those that
    were `judged` already are left out. `cells` are the queries that say what documents are about; without them only
    their keys do.
    """
    with connect(build_file) as con:
        con.execute("set variable dataset = ?", [dataset])
        con.execute("set variable suite_sha = ?", [suite_sha])
        con.execute("set variable judged = ?", [list(judged)])
        _relate(con, cells)
        con.execute(sections(_CELLS)["bases"])
        found = con.execute(sections(_QUERIES)["pending"]).fetchall()
        return {document: Before(own, tuple(beside)) for document, own, beside in found}


def _relate(con: duckdb.DuckDBPyConnection, cells: Mapping[str, str] | None) -> None:
    """Make the tables of what the documents of a dataset are about."""
    parts = sections(_CELLS)
    con.execute(parts["documents"].format(unit=cells["unit"] if cells else "key"))
    con.execute(cells["claims"] if cells else parts["no_claims"])
    con.execute(parts["overlaps"])


def note_pairs(build_file: Path, dataset: str, pairs: Mapping[str, Before]) -> None:
    """Write down what each of these documents is judged against."""
    with connect(build_file) as con:
        insert(
            con,
            "insert or replace into raw.comparison (document_id, dataset, compared_with, beside)",
            [(document, dataset, before.first, list(before.beside)) for document, before in pairs.items()],
        )


def note_drift(
    build_file: Path,
    dataset: str,
    pairs: Mapping[str, Before],
    accepted: Sequence[str],
    queries: Mapping[str, str],
    cells: Mapping[str, str] | None = None,
) -> None:
    """Write down what moved between these documents and the ones they are compared with."""
    bases = [(document, before.own, True) for document, before in pairs.items() if before.own]
    bases += [(document, other, False) for document, before in pairs.items() for other in before.beside]
    with connect(build_file) as con:
        con.execute("set variable dataset = ?", [dataset])
        con.execute("set variable accepted = ?", [list(accepted)])
        con.execute(
            "create temp table drift_pair as "
            "select unnest(?) as document_id, cast(unnest(?) as varchar) as compared_with",
            [list(pairs.keys()), [before.first for before in pairs.values()]],
        )
        con.execute("create temp table drift_base (document_id varchar, other varchar, is_own boolean)")
        insert(con, "insert into drift_base", bases)
        _relate(con, cells)
        con.execute(cells["sides"] if cells else sections(_CELLS)["own_sides"])
        con.execute(sections(_CELLS)["neighbours"])
        con.execute(queries["macros"])
        con.execute(queries["rows"])
        found = [f"({query})" for name, query in queries.items() if name not in ("macros", "rows", "note")]
        con.execute(f"create temp table drift_found as {' union all by name '.join(found)}")
        con.begin()
        con.execute("delete from raw.drift where document_id in (select document_id from drift_pair)")
        con.execute(f"insert into raw.drift by name {queries['note']}")
        con.commit()


def unexpected(build_file: Path, rows: str, query: str, most: int = 3) -> dict[str | None, tuple[int, list[str]]]:
    """What a rule's query finds in `rows`: how many, and the first few in a stable order.

    By document where its columns name it; all under None where they do not.
    """
    with connect(build_file) as con:
        found = f"select * from ({query.format(batch='batch_rows')})"  # noqa: S608
        con.execute(f"create temp table found as with batch_rows as ({rows}) {found}")
        names = [column[0] for column in con.execute("select * from found limit 0").description or []]
        whose = "document_id" if "document_id" in names else "null"
        counted = con.execute(f"select {whose}, count(*) from found group by all order by all").fetchall()  # noqa: S608
        first = f"select * from found where {whose} is not distinct from ? order by all limit {most}"  # noqa: S608
        return {
            document: (count, [said(names, row) for row in con.execute(first, [document]).fetchall()])
            for document, count in counted
        }


def said(names: Sequence[str], row: Sequence[object]) -> str:
    told = {name: f"{cell:,f}".rstrip("0").rstrip(".") if isinstance(cell, Decimal) else cell
            for name, cell in zip(names, row, strict=True) if name != "document_id"}  # fmt: skip
    return ", ".join(f"{name} {cell}" for name, cell in told.items() if cell not in (None, ""))


def accepted(build_file: Path, dataset: str) -> list[str]:
    """The documents of a dataset whose revision a person accepted."""
    return _documents(build_file, dataset, "accepted")


def withdrawn(build_file: Path, dataset: str) -> list[str]:
    """The documents of a dataset that a person withdrew."""
    return _documents(build_file, dataset, "withdrawn")


def unreadable(build_file: Path, dataset: str) -> dict[str, str]:
    """The documents of which nothing could be loaded, with the reason: the newest of their key that nobody withdrew."""
    with connect(build_file) as con:
        con.execute("set variable dataset = ?", [dataset])
        return dict(con.execute(sections(_QUERIES)["unreadable"]).fetchall())


def _documents(build_file: Path, dataset: str, query: str) -> list[str]:
    with connect(build_file) as con:
        con.execute("set variable dataset = ?", [dataset])
        return [document for (document,) in con.execute(sections(_QUERIES)[query]).fetchall()]


def standing(build_file: Path, dataset: str) -> str:
    """What the rules found in the newest document of a dataset that passed, as JSON: an empty list if there is none."""
    with connect(build_file) as con:
        con.execute("set variable dataset = ?", [dataset])
        row = con.execute(sections(_QUERIES)["standing"]).fetchone()
    return str(row[0]) if row and row[0] is not None else "[]"


def book(build_file: Path, verdicts: Sequence[tuple[str, str, str, int, int, bool, str]]) -> None:
    """Write verdicts down: document, dataset, suite hash, rules declared, rules run, passed, findings as JSON."""
    with connect(build_file) as con:
        insert(con, "insert or replace into raw.validation", verdicts)


def keys(build_file: Path, documents: Sequence[str]) -> dict[str, str]:
    """The keys that documents came under."""
    with connect(build_file) as con:
        con.execute("set variable documents = ?", [list(documents)])
        return dict(con.execute(sections(_QUERIES)["keys"]).fetchall())


def batch_query(dataset: str, documents: Sequence[str]) -> str:
    """The rows of these documents, as the query that a suite calls its batch."""
    return f"select * from raw.{dataset} where document_id in ({quoted(documents)})"  # noqa: S608


def quarantine_query(build_file: Path, dataset: str, documents: Sequence[str]) -> str:
    """The quarantined rows of these documents in the columns of the raw table; NULL where a text is not of the type."""
    with connect(build_file) as con:
        columns = con.execute(sections(_QUERIES)["columns"], [dataset]).fetchall()
    read = [f"{cell} as {name}" for name, cell in columns]
    return f"select {', '.join(read)} from raw.quarantine where document_id in ({quoted(documents)})"  # noqa: S608


def quoted(values: Sequence[str]) -> str:
    """Text values as SQL literals; for identifiers of documents and datasets, which hold no quote."""
    if any("'" in value for value in values):
        raise ValueError(f"not an identifier: {values}")
    return ", ".join(f"'{value}'" for value in values)
