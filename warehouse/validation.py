"""The books of the suites: which documents still await a verdict, and what it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from warehouse.load import BOOKS_SQL
from warehouse.sections import sections
from warehouse.store import connect

_QUERIES = BOOKS_SQL.with_name("verdicts.sql")


def pending(build_file: Path, dataset: str, suite_sha: str, judged: Collection[str] = ()) -> dict[str, str | None]:
    """Loaded documents that this version of the suite has not passed, each with the vintage before it that passed.

    Only the oldest of each key: what follows it is compared with it once it is judged. Those that were `judged`
    already are left out.
    """
    with connect(build_file) as con:
        con.execute("set variable dataset = ?", [dataset])
        con.execute("set variable suite_sha = ?", [suite_sha])
        con.execute("set variable judged = ?", [list(judged)])
        return dict(con.execute(sections(_QUERIES)["pending"]).fetchall())


def note_pairs(build_file: Path, dataset: str, pairs: Mapping[str, str | None]) -> None:
    """Write down which vintage each of these documents is judged against."""
    with connect(build_file) as con:
        con.execute(
            "insert or replace into raw.comparison select unnest(?), ?, unnest(?)",
            [list(pairs.keys()), dataset, list(pairs.values())],
        )


def note_drift(
    build_file: Path,
    dataset: str,
    pairs: Mapping[str, str | None],
    accepted: Sequence[str],
    queries: Mapping[str, str],
) -> None:
    """Write down what moved between these documents and the ones they are compared with."""
    with connect(build_file) as con:
        con.execute("set variable dataset = ?", [dataset])
        con.execute("set variable accepted = ?", [list(accepted)])
        con.execute(
            "create temp table drift_pair as "
            "select unnest(?) as document_id, cast(unnest(?) as varchar) as compared_with",
            [list(pairs.keys()), list(pairs.values())],
        )
        con.execute(queries["macros"])
        con.begin()
        con.execute("delete from raw.drift where document_id in (select document_id from drift_pair)")
        con.execute(f"insert into raw.drift by name {queries['findings']}")
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
            document: (count, [_said(names, row) for row in con.execute(first, [document]).fetchall()])
            for document, count in counted
        }


def _said(names: Sequence[str], row: Sequence[object]) -> str:
    told = {name: f"{cell:,f}".rstrip("0").rstrip(".") if isinstance(cell, Decimal) else cell
            for name, cell in zip(names, row, strict=True) if name != "document_id"}  # fmt: skip
    return ", ".join(f"{name} {cell}" for name, cell in told.items() if cell not in (None, ""))


def accepted(build_file: Path, dataset: str) -> list[str]:
    """The documents of a dataset whose revision a person accepted."""
    return _documents(build_file, dataset, "accepted")


def withdrawn(build_file: Path, dataset: str) -> list[str]:
    """The documents of a dataset that a person withdrew."""
    return _documents(build_file, dataset, "withdrawn")


def _documents(build_file: Path, dataset: str, query: str) -> list[str]:
    with connect(build_file) as con:
        con.execute("set variable dataset = ?", [dataset])
        return [document for (document,) in con.execute(sections(_QUERIES)[query]).fetchall()]


def rules_declared(build_file: Path, dataset: str) -> int:
    """How many rules the newest verdict of a dataset counted; 0 when there is none."""
    with connect(build_file) as con:
        con.execute("set variable dataset = ?", [dataset])
        row = con.execute(sections(_QUERIES)["declared"]).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def book(build_file: Path, verdicts: Sequence[tuple[str, str, str, int, int, bool, str]]) -> None:
    """Write verdicts down: document, dataset, suite hash, rules declared, rules run, passed, findings as JSON."""
    with connect(build_file) as con:
        con.executemany("insert or replace into raw.validation values (?, ?, ?, ?, ?, ?, ?)", verdicts)


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
