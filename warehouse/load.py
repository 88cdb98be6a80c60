"""Landed documents to typed raw rows, each source row accounted for.

One SQL file per raw table, `warehouse/raw/<source>__<table>.sql`, in named sections:

    ddl     the raw table: document_id, row_number, then the publisher's fields
    shape   rows (expected, came) where the document is not of the layout that `read` expects; none = good
    count   one number: the rows in the document, counted without the rules of `read`
    read    every source row: row_number, the fields, `reason` (why it is quarantined, else NULL) and
            `rule` (the named rule that excludes it, else NULL). A reason that begins with UNREAD says that all but
            the origin of the row's value could be read (see expectations/partners.py)
    direct  where a table may have millions of rows: the same rows without reason and rule, for a document of which
            every row is accepted; raises where one is not, and `read` then tells which

The sections see the document through DuckDB variables: body (a UTF-8 file's path), document_id, key,
dataset_partition and row_cap; and rows_before, the rows in the texts of an archive that were read before this one.
Where documents are small and many, sections see many at once (`warehouse/many.py`), and name document_id in each row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb

from warehouse.decisions import note_decisions
from warehouse.document import Accounts, Incoming, load_document
from warehouse.errors import DataError, UnreadableError, ways_back
from warehouse.landing import Landing
from warehouse.many import in_batches, load_many, reads_many
from warehouse.sections import SIGHTINGS_SQL, sections
from warehouse.tables import make_tables

__all__ = ["UNREAD", "Accounts", "load_pending", "open_books", "sections"]

RAW_SQL = Path(__file__).parent / "raw"
BOOKS_SQL = Path(__file__).parent / "books.sql"
UNREAD = "of unknown origin: "


def raw_tables() -> list[str]:
    """Every raw table that has an SQL file."""
    return sorted(path.stem for path in RAW_SQL.glob("*.sql"))


def sql_sha(dataset: str) -> str:
    """16 hex digits over the SQL that reads the documents of a dataset."""
    return sha256("\n".join(sections(RAW_SQL / f"{dataset}.sql").values()).encode()).hexdigest()[:16]


def open_books(con: duckdb.DuckDBPyConnection, landing: Landing, dataset: str | None = None) -> None:
    """Create what is missing of the raw schema; note what landed since, of one dataset or all, and what was decided."""
    ddl = {table: sections(RAW_SQL / f"{table}.sql")["ddl"] for table in ([dataset] if dataset else raw_tables())}
    make_tables(con, BOOKS_SQL.read_text(encoding="utf-8"), ddl)
    catalogue = landing.root / "catalogue"
    if any(catalogue.glob(f"{dataset or '*'}/*/*.json")):
        con.execute("set variable catalogue = ?", [str(catalogue / (dataset or "*") / "*" / "*.json")])
        con.execute(sections(SIGHTINGS_SQL)["note"])
    note_decisions(con, landing.root)


def load_pending(
    con: duckdb.DuckDBPyConnection,
    landing: Landing,
    dataset: str,
    encoding: str,
    scratch: Path,
    *,
    is_strict: bool = True,
) -> Accounts:
    """Load each landed document of a dataset that the raw table does not hold yet; the sum of the accounts.

    A changed SQL file loads all of its documents again. A document, or many small ones together, are one transaction:
    after a crash each is in the table whole or not at all. One that cannot be read keeps no other from being loaded;
    UnreadableError names it afterwards, unless a newer answer has taken its place or a person withdrew it; without
    `is_strict` the books alone have it (raw.unreadable).
    """
    parts, read_by = sections(RAW_SQL / f"{dataset}.sql"), sql_sha(dataset)
    queries = sections(SIGHTINGS_SQL)
    con.execute("set variable dataset = ?", [dataset])
    stale = con.execute("select count(*) from raw.load where dataset = ? and sql_sha <> ?", [dataset, read_by])
    if (stale.fetchone() or (0,))[0]:
        con.execute(f"drop table raw.{dataset}")
        con.execute(parts["ddl"])
        con.execute(queries["forget"])
    total, errors = Accounts(), []
    pending = con.execute(queries["pending"]).fetchall()
    newest = {document_id for document_id, *_, is_newest in pending if is_newest}
    incoming = _landed(landing, pending)
    for document, became in _load(con, incoming, parts, read_by, encoding, scratch):
        if isinstance(became, Accounts):
            total += became
            continue
        reason = f"expected {became.expected}; came {became.came}"
        con.execute("insert or replace into raw.unreadable values (?, ?, ?)", [document.document_id, dataset, reason])
        told = UnreadableError(
            expected=became.expected,
            came=became.came,
            where=document.where,
            next_step=f"{became.next_step}. {ways_back(document.document_id)}",
        )
        errors += [told] if document.document_id in newest else []
    if errors and is_strict:
        raise errors[0]
    return total


def _landed(landing: Landing, documents: Iterable[Sequence[Any]]) -> Iterator[Incoming]:
    """The documents with their bytes, hashed again. Raises DataError at the first whose bytes changed."""
    for document_id, dataset, key, sha, partition, row_cap, *_ in documents:
        where = f"{dataset} {key} (document {document_id})"
        yield Incoming(document_id, dataset, key, partition, row_cap, landing.verified_path(sha, where), where)


def _load(
    con: duckdb.DuckDBPyConnection,
    incoming: Iterator[Incoming],
    parts: dict[str, str],
    sql_sha: str,
    encoding: str,
    scratch: Path,
) -> Iterator[tuple[Incoming, Accounts | DataError]]:
    """What became of each document. Those before one whose bytes changed are loaded before that is raised."""
    if reads_many(parts):
        for some in in_batches(incoming):
            yield from load_many(con, some, parts, sql_sha, encoding, scratch)
        return
    for document in incoming:
        try:
            yield document, load_document(con, document, parts, sql_sha, encoding, scratch)
        except DataError as error:
            yield document, error
