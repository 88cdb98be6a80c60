"""How much of the tables of a document may be left out, where each table has a world total of its own.

An edition of the Mineral Commodity Summaries is a hundred tables. A row that cannot be read, or that names a producer
nobody knows, spoils its own table at most: the models serve the table with that part as unknown, or without shares
where the part is large. The document is held where the tables of which a large part is left out are more than a few,
which for the file of one commodity is its one table.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import great_expectations.expectations as gxe

from expectations.reference import codes
from warehouse.sections import sections

_SQL = Path(__file__).with_name("world_tables.sql")

# Everything the publisher has printed where a number is expected, after trimming (2026-11-25).
NUMBER = r"[0-9][0-9,]*(\.[0-9]+)?|\.[0-9]+"
WORDS = (
    rf"{NUMBER}|[<>] ?({NUMBER})|({NUMBER}) ?[–-] ?({NUMBER})|\?[0-9]+|—|W|NA|E|s|XX|"
    "Large|Moderate|Moderate to large|Small|Very small|Variable, depending on .+"
)
FOOTNOTE_NUMBERS = "[ ,]*[0-9]+([ ,]+[0-9]+)*$"
FOOTNOTE_LETTER = "[er]$"


@dataclass(frozen=True)
class WorldTables:
    """The figures of a raw table: `figures` is a query on `{rows}` of document_id, of_table, country and printed.

    `words` are what a layout prints besides `WORDS`, a regular expression. `limit` is the part of a table, and of the
    tables of a document, that may be left out, 0 to 1.
    """

    figures: str
    words: str = "—"
    limit: float = 0.05

    def rules(self) -> list[Any]:
        """That every producer is known and every value readable, told where it is not so."""
        return [
            gxe.UnexpectedRowsExpectation(
                description="every country is one that the seed usgs_economies names",
                severity="warning",
                unexpected_rows_query=self._query("unknown"),
            ),
            gxe.UnexpectedRowsExpectation(
                description="every value is a number, a bound, a range or a word that the contract names",
                severity="warning",
                unexpected_rows_query=self._query("unreadable"),
            ),
        ]

    def quarantine_rule(self, quarantine: str) -> Any:
        """That what is left out is small, the rows in quarantine among it."""
        return gxe.UnexpectedRowsExpectation(
            description=f"no row, value or name that could not be read, but for at most {self.limit:.0%} of a table, "
            f"or of at most {self.limit:.0%} of the document's tables",
            unexpected_rows_query=self._query("part", quarantine.replace("{", "{{").replace("}", "}}")),
        )

    def _query(self, section: str, quarantine: str = "select * from {batch} where false") -> str:
        names = ", ".join("'" + str(name).replace("'", "''") + "'" for name in codes("usgs_economies", "usgs_name"))
        return sections(_SQL)["figure"].format(
            accepted=self.figures.format(rows="{batch}"),
            quarantined=self.figures.format(rows=f"({quarantine})"),
            names=names,
            token=f"{WORDS}|{self.words}".replace("'", "''"),
            numbers=FOOTNOTE_NUMBERS,
            letter=FOOTNOTE_LETTER,
        ) + sections(_SQL)[section].format(limit=self.limit)
