"""Rules that hold for every raw table, written once."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import great_expectations.expectations as gxe

from expectations.cells import of as cells_of
from expectations.drift import Drift
from expectations.part import Part
from expectations.partners import Partners
from warehouse.load import UNREAD
from warehouse.validation import quoted


def unread(what: str) -> Any:
    """A warning of what a document holds and no column of the raw table takes: `unread_fields` or `unread_columns`."""
    return gxe.UnexpectedRowsExpectation(
        description=f"no {what} is left unread",
        severity="warning",
        unexpected_rows_query=f"""
            select document_id, unread_{what}s, count(*) as rows from {{batch}}
            where unread_{what}s is not null
            group by document_id, unread_{what}s
        """,  # noqa: S608
    )


def rules_for(dataset: str, documents: list[str], module: ModuleType, quarantine: str) -> list[Any]:
    """No row of these documents is in quarantine, each of them has rows, and nothing drifts from the vintage before.

    A suite that says with `LEFT_OUT` how much of a document may be left out lets so much stay in quarantine (see
    part.py; `quarantine` is the query of those rows); one whose publisher may have nothing for a question says so with
    `MAY_BE_EMPTY`; one that says what its figures are, with `DRIFT`, has each document compared with the one before it
    (see drift.py); one that says where its partners are, with `PARTNERS`, has those that are not known counted as of
    unknown origin (see partners.py).
    """
    drift: Drift | None = getattr(module, "DRIFT", None)
    left_out: Part | None = getattr(module, "LEFT_OUT", None)
    partners: Partners | None = getattr(module, "PARTNERS", None)
    rows_came = gxe.UnexpectedRowsExpectation(
        description="each document has rows",
        unexpected_rows_query=f"""
            select document_id, rows_read, rows_excluded
            from raw.load
            where dataset = {quoted([dataset])} and document_id in ({quoted(documents)}) and rows_accepted = 0
                and (select count(*) from {{batch}}) >= 0
        """,  # noqa: S608
    )
    return [
        *([] if getattr(module, "MAY_BE_EMPTY", False) else [rows_came]),
        gxe.UnexpectedRowsExpectation(
            description="no row that could not be read (see raw.quarantine)",
            severity="warning" if left_out else "critical",
            unexpected_rows_query=f"""
                select document_id, min(row_number) as first_row, min(reason) as reason, count(*) as quarantined_rows
                from raw.quarantine
                where dataset = {quoted([dataset])} and document_id in ({quoted(documents)})
                    and not {"starts_with(reason, '" + UNREAD + "')" if partners else "false"}
                    and (select count(*) from {{batch}}) >= 0
                group by document_id
            """,  # noqa: S608
        ),
        *([left_out.quarantine_rule(quarantine)] if left_out else []),
        *(
            gxe.UnexpectedRowsExpectation(
                description=description,
                severity="critical" if blocks else "warning",
                meta={"is_acceptable": blocks},
                unexpected_rows_query=f"""
                    select document_id, measure, series, member, amount_before, amount_after, note
                    from raw.drift
                    where rule = {quoted([rule])} and document_id in ({quoted(documents)})
                        and (select count(*) from {{batch}}) >= 0
                """,  # noqa: S608
            )
            for rule, (description, blocks) in (drift.rules(has_cells=bool(cells_of(dataset))) if drift else {}).items()
        ),
        *(partners.rules(quarantine) if partners else []),
    ]
