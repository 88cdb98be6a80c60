"""Great Expectations on DuckDB, pushed down: the rules run as SQL inside the build file.

GX has no DuckDB data source, and its SQL engine closes the connection before it fetches. These two classes buffer
each result while the connection is open. GX asks each query of unexpected rows twice, for their number and for the
rows; a verdict needs the number only, and the runner looks at a few rows where there are some. Importing this module
imports GX, which takes seconds: import it late.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import duckdb
import great_expectations as gx
from duckdb_engine import ConnectionWrapper
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.expectation import Expectation
from sqlalchemy import TextClause, text

from warehouse.store import connect


class BufferingEngine(SqlAlchemyExecutionEngine):
    """Fetches every result before its connection closes, and none of the unexpected rows that are counted as well."""

    def execute_query(self, query: Any) -> Any:
        if isinstance(query, TextClause) and "unexpected_row_count" not in query.text:
            query = text(f"select * from ({query.text}) as unexpected limit 0")  # noqa: S608
        with self.get_connection() as connection:
            return connection.execute(query).freeze()()


class DuckDBDatasource(SQLDatasource):
    """A GX data source for one DuckDB file."""

    type: Literal["chokepoint_duckdb"] = "chokepoint_duckdb"

    @property
    def execution_engine_type(self) -> Any:
        return BufferingEngine


def run(build_file: Path, name: str, rules: Sequence[Expectation], query: str) -> list[Any]:
    """The result of each rule on the rows of `query`."""
    with connect(build_file) as con:
        definition, source = _batch(con, query)
        try:
            suite = gx.ExpectationSuite(name=name, expectations=list(rules))
            return list(definition.get_batch().validate(suite, result_format="SUMMARY").results)
        finally:
            source.get_execution_engine().close()
            source.get_engine().dispose()


def _batch(con: duckdb.DuckDBPyConnection, query: str) -> tuple[BatchDefinition, Any]:
    """A batch of the rows of `query`, in an ephemeral GX context, and the data source to close afterwards.

    GX's own connections would open the file with other settings, which DuckDB refuses while it is open.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_chokepoint_duckdb(
        name="build", connection_string="duckdb://", kwargs={"creator": lambda: ConnectionWrapper(con.cursor())}
    )
    asset = source.add_query_asset("batch", query=query)
    return asset.add_batch_definition_whole_table("all"), source
