"""Which documents break a rule of the models: read from the rows that break it, or found by leaving documents out.

Works on the build file as a run of dbt left it. Leaving out is tried inside a transaction that is rolled back: the
tables between the raw ones and the rule are made anew without the documents, and the rule is asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.sections import sections
from warehouse.validation import said

_SQL = Path(__file__).with_name("culprits.sql")
_EXAMPLES = 3
# How often leaving out is tried for one rule, so that a night ends; what is undecided then is set aside whole.
_MOST_TRIALS = 60


@dataclass(frozen=True)
class Rows:
    """The rows that break a rule, and the documents behind them.

    `groups` are sets of documents: those of one row, each set once. `is_exact` is False where they were found by some
    of the row's columns only, or in a model that the tested one reads.
    """

    con: duckdb.DuckDBPyConnection
    count: int
    groups: list[frozenset[str]]
    is_exact: bool

    def in_words(self, document: str | None = None) -> str:
        """How many rows, of one document or of all, and the first few."""
        self.con.execute("set variable document = ?", [document])
        query = "select * exclude (broken_place) from broken_row order by all"
        cursor = self.con.execute(sections(_SQL)["of_document"] if document and self.groups else query)
        names = [column[0] for column in cursor.description or []]
        rows = cursor.fetchall()
        shown = [said(names, row) for row in rows[:_EXAMPLES]]
        return f"{f'{len(rows):,} rows are' if len(rows) != 1 else '1 row is'} not so, such as {'; '.join(shown)}"


def rows_of(
    con: duckdb.DuckDBPyConnection, query: str, levels: Sequence[Sequence[str]], names: Mapping[str, str]
) -> Rows:
    """The rows that a rule's query gives, with the documents that they come from.

    Documents stand in the rows themselves (document_id, document_ids), or in a relation that the rule reads and that
    shares key columns with the rows: the nearest of the `levels` in which some row is found. `names` are the names in
    the relations of columns that the query calls otherwise.
    """
    queries = sections(_SQL)
    con.execute(queries["begin"])
    con.execute(queries["broken_row"].format(query=query))
    count = (con.execute("select count(*) from broken_row").fetchone() or (0,))[0]
    columns = {name: kind for name, kind in _columns(con, "broken_row").items() if name != "broken_place"}
    if own := _documents(columns):
        con.execute(queries["own"].format(documents=own))
        return Rows(con, count, _groups(con), is_exact=True)
    for depth, level in enumerate(levels):
        is_exact = depth == 0
        for relation in level:
            there = _columns(con, relation)
            shared = [name for name in columns if columns[name] and there.get(names.get(name, name)) == columns[name]]
            documents = _documents(there, "m.")
            if documents and shared:
                on = " and ".join(f'm."{names.get(name, name)}" is not distinct from b."{name}"' for name in shared)
                con.execute(queries["joined"].format(documents=documents, relation=relation, on=on))
                is_exact &= all(name in shared for name, kind in columns.items() if kind)
        if found := _groups(con):
            return Rows(con, count, found, is_exact)
    return Rows(con, count, [], is_exact=False)


@dataclass(frozen=True)
class Trial:
    """A rule that can be asked again without some documents: `steps` are (relation, query) of the tables before it.

    `is_error` says that the rule fails with an error; else it is broken by the rows of its query.
    """

    con: duckdb.DuckDBPyConnection
    steps: Sequence[tuple[str, str]]
    query: str
    is_error: bool

    def breaks_without(self, documents: Iterable[str]) -> bool:
        """Whether the rule is broken when these documents are left out."""
        self.con.begin()
        try:
            self.con.execute(sections(_SQL)["leave_out"], [sorted(documents)])
            for relation, query in self.steps:
                self.con.execute(f"create or replace table {relation} as {query}")
            # As a table: a count alone would leave expressions out that fail.
            self.con.execute(f"create or replace temp table tried as {self.query}")
            found = self.con.execute("select count(*) from tried").fetchone()
            return not self.is_error and bool(found and found[0])
        except duckdb.Error:
            return True
        finally:
            self.con.rollback()

    def culprits(self, suspects: Sequence[str]) -> list[str]:
        """The fewest suspects without which the rule holds; none when it is broken without all of them.

        Each is tried beside what is no suspect, in halves. Suspects that break the rule only together are all taken.
        """
        everyone = list(suspects)
        if not everyone or self.breaks_without(everyone) or not self.breaks_without([]):
            return []
        trials = 0

        def search(group: list[str]) -> list[str]:
            nonlocal trials
            trials += 1
            if not self.breaks_without([one for one in everyone if one not in group]):
                return []
            if len(group) == 1 or trials > _MOST_TRIALS:
                return group
            half = len(group) // 2
            return (search(group[:half]) + search(group[half:])) or group

        found = search(everyone)
        return everyone if self.breaks_without(found) else found


def _columns(con: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str | None]:
    """The columns of a relation with their types; None for an amount, a part of which another relation may hold."""
    rows = con.execute(f"select column_name, column_type from (describe {relation})").fetchall()  # noqa: S608
    return {
        name: None if kind.startswith(("DECIMAL", "DOUBLE", "FLOAT", "BIGINT", "HUGE")) else kind for name, kind in rows
    }


def _documents(columns: Mapping[str, str | None], of: str = "") -> str | None:
    """The SQL of the list of documents of a row."""
    if "document_id" in columns:
        return f"[{of}document_id]"
    return f"string_split(replace({of}document_ids, ' ', ''), ',')" if "document_ids" in columns else None


def _groups(con: duckdb.DuckDBPyConnection) -> list[frozenset[str]]:
    return [frozenset(documents) for (documents,) in con.execute(sections(_SQL)["groups"]).fetchall()]
