"""Landed documents to typed raw rows, each source row accounted for.

One SQL file per raw table, `warehouse/raw/<source>__<table>.sql`, in named sections:

    ddl     the raw table: document_id, row_number, then the publisher's fields
    shape   rows (expected, came) where the document is not of the layout that `read` expects; none = good
    count   one number: the rows in the document, counted without the rules of `read`
    read    every source row: row_number, the fields, `reason` (why it is quarantined, else NULL) and
            `rule` (the named rule that excludes it, else NULL). A reason that begins with UNREAD says that all but
            the origin of the row's value could be read (see expectations/partners.py)

The sections see the document through DuckDB variables: body (a UTF-8 file's path), document_id, key,
dataset_partition and row_cap.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb

from warehouse.decisions import note_decisions
from warehouse.errors import DataError, UnreadableError
from warehouse.landing import Landing
from warehouse.sections import sections
from warehouse.transcode import as_utf8

RAW_SQL = Path(__file__).parent / "raw"
BOOKS_SQL = Path(__file__).parent / "books.sql"
UNREAD = "of unknown origin: "


@dataclass(frozen=True)
class Accounts:
    """What became of the rows of one or more documents: read = accepted + quarantined + excluded."""

    documents: int = 0
    read: int = 0
    accepted: int = 0
    quarantined: int = 0
    excluded: int = 0

    def __add__(self, other: Accounts) -> Accounts:
        return Accounts(
            self.documents + other.documents,
            self.read + other.read,
            self.accepted + other.accepted,
            self.quarantined + other.quarantined,
            self.excluded + other.excluded,
        )


def raw_tables() -> list[str]:
    """Every raw table that has an SQL file."""
    return sorted(path.stem for path in RAW_SQL.glob("*.sql"))


def open_books(con: duckdb.DuckDBPyConnection, landing: Landing, dataset: str | None = None) -> None:
    """Create what is missing of the raw schema; note what landed since, of one dataset or all, and what was decided."""
    con.execute(BOOKS_SQL.read_text(encoding="utf-8"))
    for table in [dataset] if dataset else raw_tables():
        con.execute(sections(RAW_SQL / f"{table}.sql")["ddl"])
    catalogue = landing.root / "catalogue"
    if any(catalogue.glob(f"{dataset or '*'}/*/*.json")):
        con.execute("set variable catalogue = ?", [str(catalogue / (dataset or "*") / "*" / "*.json")])
        con.execute(sections(BOOKS_SQL.with_name("sightings.sql"))["note"])
    note_decisions(con, landing.root)


def load_pending(
    con: duckdb.DuckDBPyConnection, landing: Landing, dataset: str, encoding: str, scratch: Path
) -> Accounts:
    """Load each landed document of a dataset that the raw table does not hold yet; the sum of the accounts.

    A changed SQL file loads all of its documents again. Each document is one transaction: after a crash it is
    in the table whole or not at all. One that cannot be read keeps no other from being loaded; UnreadableError names it
    afterwards, unless a newer answer has taken its place or a person withdrew it.
    """
    parts = sections(RAW_SQL / f"{dataset}.sql")
    sql_sha = sha256("\n".join(parts.values()).encode()).hexdigest()[:16]
    queries = sections(BOOKS_SQL.with_name("sightings.sql"))
    con.execute("set variable dataset = ?", [dataset])
    stale = con.execute("select count(*) from raw.load where dataset = ? and sql_sha <> ?", [dataset, sql_sha])
    if (stale.fetchone() or (0,))[0]:
        con.execute(f"drop table raw.{dataset}")
        con.execute(parts["ddl"])
        con.execute(queries["forget"])
    total, errors = Accounts(), []
    for *document, is_newest in con.execute(queries["pending"]).fetchall():
        where = f"{dataset} {document[2]} (document {document[0]})"
        path = landing.verified_path(document[3], where)
        try:
            total += _load_one(con, path, where, parts, sql_sha, document, encoding, scratch)
        except DataError as error:
            reason = f"expected {error.expected}; came {error.came}"
            con.execute("insert or replace into raw.unreadable values (?, ?, ?)", [document[0], dataset, reason])
            errors += [UnreadableError.of(error, document[0])] if is_newest else []
    if errors:
        raise errors[0]
    return total


def _load_one(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    where: str,
    parts: dict[str, str],
    sql_sha: str,
    document: Sequence[Any],
    encoding: str,
    scratch: Path,
) -> Accounts:
    document_id, dataset, key, _, partition, row_cap = document
    with as_utf8(path, encoding, scratch, where) as readable, _one_transaction(con):
        for name, value in {
            "body": str(readable),
            "document_id": document_id,
            "key": key,
            "dataset_partition": partition,
            "row_cap": row_cap,
        }.items():
            con.execute(f"set variable {name} = ?", [value])
        try:
            _check_shape(con, parts["shape"], where)
            counted = (con.execute(parts["count"]).fetchone() or (0,))[0]
            con.execute(f"create or replace temp table incoming as {parts['read']}")
        except (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException):
            raise  # the SQL file is wrong, not the document
        except duckdb.Error as error:
            raise DataError(
                expected="a document that DuckDB can read as its contract says",
                came=_first_line(error),
                where=where,
                next_step="Nothing of it was loaded; the last good vintage goes on serving",
            ) from error
        return _book(con, dataset, document_id, sql_sha, counted, where)


def _check_shape(con: duckdb.DuckDBPyConnection, query: str, where: str) -> None:
    wrong = con.execute(query).fetchone()
    if wrong:
        raise DataError(
            expected=wrong[0],
            came=wrong[1],
            where=where,
            next_step="Nothing of it was loaded; compare the document with the contract of its source",
        )


def _book(
    con: duckdb.DuckDBPyConnection, dataset: str, document_id: str, sql_sha: str, counted: int, where: str
) -> Accounts:
    """Move the incoming rows to where they belong, and write the three counts down."""
    queries = sections(BOOKS_SQL.with_name("sightings.sql"))
    con.execute(
        f"insert into raw.{dataset} by name select * exclude (reason, rule), ? as document_id "  # noqa: S608
        "from incoming where reason is null and rule is null",
        [document_id],
    )
    con.execute(queries["quarantine"])
    con.execute(queries["exclude"])
    row = con.execute(queries["account"]).fetchone()
    accounts = Accounts(1, *(row or (0, 0, 0, 0)))
    if not accounts.read == counted == accounts.accepted + accounts.quarantined + accounts.excluded:
        raise DataError(
            expected=f"{counted} rows, each accepted, quarantined or excluded",
            came=f"{accounts.read} read: {accounts.accepted} accepted, {accounts.quarantined} quarantined, "
            f"{accounts.excluded} excluded",
            where=where,
            next_step="Correct the read section of the raw table's SQL",
        )
    con.execute("delete from raw.unreadable where document_id = ?", [document_id])
    con.execute(
        "insert into raw.load values (?, ?, ?, ?, ?, ?, ?)",
        [
            document_id,
            dataset,
            sql_sha,
            accounts.read,
            accounts.accepted,
            accounts.quarantined,
            accounts.excluded,
        ],
    )
    return accounts


@contextmanager
def _one_transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    con.begin()
    try:
        yield
    except BaseException:
        con.rollback()
        raise
    con.commit()


def _first_line(error: Exception) -> str:
    return json.dumps(str(error).strip().splitlines()[0][:300])
