"""What a customs source says of partners that this project does not know: of unknown origin while they are little.

A partner that the list of areas lacks, and a row whose partner or quantity could not be read, keep their value: it is
trade of unknown origin, with a finding. Where it is too much of its document, the document is held back, because then
the layout or the list has changed rather than a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import great_expectations.expectations as gxe

from expectations.part import Part
from expectations.reference import rows
from warehouse.load import UNREAD

# Of the value of a document, 2026-11-26. The share from which weights count as unknown and shares get a reason too;
# the bounds of an index show by how much less can move it. A code that a list lacks is a small territory or a new
# spelling: what such partners come to in the real files at hand is below 1 %.
LIMIT = 0.05


@dataclass(frozen=True)
class Partners:
    """Where a raw table names the partner, and the list that its names are looked up in. All names are SQL on it.

    `seed` and `code` are the list of areas and its column; `looked_up` what stands in it where that is not the name
    itself but a form of it; `amounts` the values that a share is of, each for itself;
    `counts` is true of the rows whose partner is to be looked up: neither totals nor groups.
    """

    column: str
    seed: str
    code: str
    amounts: Mapping[str, str]
    counts: str = "true"
    looked_up: str | None = None

    def rules(self, quarantine: str) -> list[Any]:
        """The partners that are not known, as a warning; and that they are little, as what a document must keep to.

        `quarantine` is the query of the rows in quarantine, in the raw table's columns.
        """
        known = ", ".join("'" + row[self.code].replace("'", "''") + "'" for row in rows(self.seed))
        unknown = (
            f"select * from {{batch}} where ({self.counts}) "  # noqa: S608
            f"and coalesce(cast({self.looked_up or self.column} as varchar), '') not in ({known})"
        )
        unread = (
            f"select * from ({quarantine} and starts_with(reason, '{UNREAD}')) "  # noqa: S608
            f"where coalesce({self.counts}, true)"
        )
        left_out = f"select * from ({unknown}) union all by name {unread}"  # noqa: S608
        little = Part(LIMIT, self.amounts, total=f"not ({self.counts})", counts_rows=False)
        too_much = little.query(f"select * from {{batch}} union all by name {unread}", left_out)  # noqa: S608
        too_much += little.unmeasured(left_out)
        amounts = ", ".join(f'sum({sql}) as "{name}"' for name, sql in self.amounts.items())
        by_partner = f"""
            select document_id, cast({self.column} as varchar) as partner, {amounts} from ({unknown}) group by all
            union all
            select document_id, '(cannot be read)' as partner, {amounts} from ({unread}) group by all
        """  # noqa: S608
        return [
            gxe.UnexpectedRowsExpectation(
                description=f"each partner is in the seed {self.seed}; what is not counts as of unknown origin",
                severity="warning",
                unexpected_rows_query=by_partner,
            ),
            gxe.UnexpectedRowsExpectation(
                description=f"at most {LIMIT:.0%} of a document's value is of partners that the seed {self.seed} lacks "
                "or that cannot be read; where the publisher's list has them, add them to the seed and refresh again",
                unexpected_rows_query=f"""
                    select p.*, t.percent
                    from ({by_partner}) as p
                    inner join (
                        select document_id, max(round(100 * left_out / nullif(in_all, 0), 2)) as percent
                        from ({too_much})
                        group by document_id
                    ) as t on p.document_id = t.document_id
                """,  # noqa: S608
            ),
        ]
