"""One landed document into its raw table, each of its rows accounted for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.errors import DataError
from warehouse.sections import SIGHTINGS_SQL, sections
from warehouse.transcode import texts


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


@dataclass(frozen=True)
class Incoming:
    """A landed document on its way into its raw table. `where` is what a message calls it."""

    document_id: str
    dataset: str
    key: str
    partition: str | None
    row_cap: int | None
    path: Path
    where: str


def load_document(
    con: duckdb.DuckDBPyConnection,
    document: Incoming,
    parts: dict[str, str],
    sql_sha: str,
    encoding: str,
    scratch: Path,
) -> Accounts:
    """Load a document in one transaction: all of its texts, each gone from the scratch folder before the next.

    `parts` are the sections of the raw table's SQL, as `warehouse/load.py` describes them. Raises DataError where the
    document cannot be read; nothing of it is in the table then.
    """
    document_id, dataset, where = document.document_id, document.dataset, document.where
    given = {
        "document_id": document_id,
        "key": document.key,
        "dataset_partition": document.partition,
        "row_cap": document.row_cap,
    }
    for directly in [True, False] if "direct" in parts else [False]:
        try:
            with one_transaction(con), closing(texts(document.path, encoding, scratch, where)) as readable:
                accounts = Accounts(documents=1)
                for text in readable:
                    for name, value in {**given, "body": str(text), "rows_before": accounts.read}.items():
                        con.execute(f"set variable {name} = ?", [value])
                    accounts += _load_text(con, dataset, document_id, parts, where, directly=directly)
                _note(con, dataset, document_id, sql_sha, accounts)
                return accounts
        except _NotAllAcceptedError:
            continue
    raise AssertionError("unreachable: the second way reads every row")


def _load_text(
    con: duckdb.DuckDBPyConnection,
    dataset: str,
    document_id: str,
    parts: dict[str, str],
    where: str,
    *,
    directly: bool,
) -> Accounts:
    try:
        _check_shape(con, parts["shape"], where)
        counted = (con.execute(parts["count"]).fetchone() or (0,))[0]
        if directly:
            return _moved(con, dataset, document_id, parts["direct"], counted)
        con.execute(f"create or replace temp table incoming as {parts['read']}")
    except (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException):
        raise  # the SQL file is wrong, not the document
    except duckdb.Error as error:
        raise unreadable(error, where) from error
    return _book(con, dataset, document_id, counted, where)


def _check_shape(con: duckdb.DuckDBPyConnection, query: str, where: str) -> None:
    wrong = con.execute(query).fetchone()
    if wrong:
        raise unfit(wrong[0], wrong[1], where)


class _NotAllAcceptedError(Exception):
    """A text with a row that is not to be accepted: it is read again, to say which and why."""


def _moved(con: duckdb.DuckDBPyConnection, dataset: str, document_id: str, query: str, counted: int) -> Accounts:
    """Move all rows of a text into the table at once."""
    try:
        moved = con.execute(
            f"insert into raw.{dataset} by name select *, ? as document_id from ({query})",  # noqa: S608
            [document_id],
        ).fetchone()
    except (duckdb.ConversionException, duckdb.InvalidInputException) as error:
        raise _NotAllAcceptedError from error
    if moved is None or moved[0] != counted:
        raise _NotAllAcceptedError
    return Accounts(read=counted, accepted=counted)


def _book(con: duckdb.DuckDBPyConnection, dataset: str, document_id: str, counted: int, where: str) -> Accounts:
    """Move the incoming rows to where they belong, and count them three times."""
    queries = sections(SIGHTINGS_SQL)
    con.execute(
        f"insert into raw.{dataset} by name select * exclude (reason, rule), ? as document_id "  # noqa: S608
        "from incoming where reason is null and rule is null",
        [document_id],
    )
    con.execute(queries["quarantine"])
    con.execute(queries["exclude"])
    row = con.execute(queries["account"]).fetchone()
    accounts = Accounts(0, *(row or (0, 0, 0, 0)))
    if not accounts.read == counted == accounts.accepted + accounts.quarantined + accounts.excluded:
        raise unaccounted(accounts, counted, where)
    return accounts


def _note(con: duckdb.DuckDBPyConnection, dataset: str, document_id: str, sql_sha: str, accounts: Accounts) -> None:
    """Write the three counts of a document down."""
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


def unreadable(error: duckdb.Error, where: str) -> DataError:
    """A document that DuckDB cannot read."""
    return DataError(
        expected="a document that DuckDB can read as its contract says",
        came=_first_line(error),
        where=where,
        next_step="Nothing of it was loaded; the last good vintage goes on serving",
    )


def unfit(expected: str, came: str, where: str) -> DataError:
    """A document that is not of the layout that its raw table is read from."""
    return DataError(
        expected=expected,
        came=came,
        where=where,
        next_step="Nothing of it was loaded; compare the document with the contract of its source",
    )


def unaccounted(accounts: Accounts, counted: int | None, where: str) -> DataError:
    """A document whose rows were read in another number than they were counted."""
    return DataError(
        expected=f"{counted} rows, each accepted, quarantined or excluded",
        came=f"{accounts.read} read: {accounts.accepted} accepted, {accounts.quarantined} quarantined, "
        f"{accounts.excluded} excluded",
        where=where,
        next_step="Correct the read section of the raw table's SQL",
    )


@contextmanager
def one_transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All that the block does, or nothing of it."""
    con.begin()
    try:
        yield
    except BaseException:
        con.rollback()
        raise
    con.commit()


def _first_line(error: Exception) -> str:
    return json.dumps(str(error).strip().splitlines()[0][:300])
