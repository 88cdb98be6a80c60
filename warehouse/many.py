"""Many small landed documents of one raw table in one transaction, each accepted or refused on its own.

For a raw table whose sections read the texts `bodies` (a list of UTF-8 files) and the table incoming_document
(document_id, key, dataset_partition, row_cap, body), and name document_id in each of their rows. A document that is not
as it should be is taken out, and the others are read again without it, so that each comes out as it would alone. A text
that DuckDB cannot read at all does not say whose it is: the documents are halved until it stands alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import duckdb

from warehouse.document import Accounts, Incoming, one_transaction, unaccounted, unfit, unreadable
from warehouse.errors import DataError
from warehouse.rows import insert
from warehouse.sections import sections
from warehouse.transcode import as_utf8

_SQL = Path(__file__).with_name("many.sql")
MOST_DOCUMENTS = 500
MOST_BYTES = 64 << 20


class _RefusedError(Exception):
    """Some documents cannot be loaded, for these reasons; nothing was."""

    def __init__(self, reasons: dict[str, DataError]) -> None:
        super().__init__()
        self.reasons = reasons


def reads_many(parts: dict[str, str]) -> bool:
    """Whether the sections of a raw table are written for many documents at once."""
    return "incoming_document" in parts["read"]


def in_batches(documents: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    """Documents in their order, as many together as one transaction takes; where one raises, first those before it."""
    batch: list[Incoming] = []
    size, error = 0, None
    try:
        for document in documents:
            bytes_of_it = document.path.stat().st_size
            if batch and (len(batch) == MOST_DOCUMENTS or size + bytes_of_it > MOST_BYTES):
                yield batch
                batch, size = [], 0
            batch, size = [*batch, document], size + bytes_of_it
    except DataError as raised:
        error = raised
    if batch:
        yield batch
    if error:
        raise error


def load_many(
    con: duckdb.DuckDBPyConnection,
    documents: Sequence[Incoming],
    parts: dict[str, str],
    sql_sha: str,
    encoding: str,
    scratch: Path,
) -> Iterator[tuple[Incoming, Accounts | DataError]]:
    """Load documents, all of them one dataset; the accounts of each, or why nothing of it was loaded."""
    if not documents:
        return
    try:
        with ExitStack() as opened:
            texts: dict[str, str] = {}
            refused: dict[str, DataError] = {}
            for document in documents:
                try:
                    readable = as_utf8(document.path, encoding, scratch, document.where)
                    texts[document.document_id] = str(opened.enter_context(readable))
                except DataError as error:
                    refused[document.document_id] = error
            if refused:
                raise _RefusedError(refused)
            with one_transaction(con):
                accounts = _load(con, documents, texts, parts, sql_sha)
    except _RefusedError as error:
        yield from ((one, error.reasons[one.document_id]) for one in documents if one.document_id in error.reasons)
        others = [one for one in documents if one.document_id not in error.reasons]
        yield from load_many(con, others, parts, sql_sha, encoding, scratch)
    except (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException):
        raise  # the SQL file is wrong, not a document
    except duckdb.Error as error:
        if len(documents) == 1:
            yield documents[0], unreadable(error, documents[0].where)
            return
        half = len(documents) // 2
        for some in (documents[:half], documents[half:]):
            yield from load_many(con, some, parts, sql_sha, encoding, scratch)
    else:
        yield from ((one, accounts[one.document_id]) for one in documents)


def _load(
    con: duckdb.DuckDBPyConnection,
    documents: Sequence[Incoming],
    texts: dict[str, str],
    parts: dict[str, str],
    sql_sha: str,
) -> dict[str, Accounts]:
    """All of the documents, or none: raises _RefusedError where there is a reason against some."""
    dataset, queries, where = documents[0].dataset, sections(_SQL), {one.document_id: one.where for one in documents}
    con.execute(queries["documents"])
    insert(
        con,
        "insert into incoming_document",
        [(one.document_id, one.key, one.partition, one.row_cap, texts[one.document_id]) for one in documents],
    )
    con.execute("set variable bodies = ?", [sorted(set(texts.values()))])
    wrong: dict[str, DataError] = {}
    for document_id, expected, came in con.execute(parts["shape"]).fetchall():
        wrong.setdefault(document_id, unfit(expected, came, where[document_id]))
    if wrong:
        raise _RefusedError(wrong)
    counted = dict(con.execute(parts["count"]).fetchall())
    con.execute(f"create or replace temp table incoming as {parts['read']}")
    con.execute(
        f"insert into raw.{dataset} by name select * exclude (reason, rule) "  # noqa: S608
        "from incoming where reason is null and rule is null"
    )
    columns = [column[0] for column in con.execute("from incoming limit 0").description or []]
    content = ", ".join(f'"{column}": "{column}"' for column in columns if column != "document_id")
    con.execute(queries["quarantine"].replace("row_content", f"{{{content}}}"))
    con.execute(queries["exclude"])
    accounts = {document: Accounts(1, *counts) for document, *counts in con.execute(queries["accounts"]).fetchall()}
    wrong = {
        document: unaccounted(found, counted.get(document), where[document])
        for document, found in accounts.items()
        if not found.read == counted.get(document) == found.accepted + found.quarantined + found.excluded
    }
    if wrong:
        raise _RefusedError(wrong)
    con.execute("delete from raw.unreadable where document_id in (select d.document_id from incoming_document as d)")
    insert(
        con,
        "insert into raw.load",
        [
            (document, dataset, sql_sha, found.read, found.accepted, found.quarantined, found.excluded)
            for document, found in accounts.items()
        ],
    )
    return accounts
