"""What a person sees on a materialisation and on a check: counts, periods, hashes and a few rows."""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

from expectations.run import Verdict
from pipelines.asking.bring import Brought
from pipelines.sources.contract import Dataset
from warehouse.errors import ways_back
from warehouse.load import Accounts
from warehouse.overview import Overview


def of_load(dataset: Dataset, brought: Brought, accounts: Accounts, overview: Overview) -> dict[str, dg.MetadataValue]:
    """What this run brought, and of the whole raw table the rows, the documents' hashes, the periods and a preview."""
    table = overview.accounts
    return {
        "documents_seen": dg.MetadataValue.int(brought.seen),
        "documents_new": dg.MetadataValue.int(len(brought.new)),
        **(
            {"rest_asked_after": dg.MetadataValue.text(f"{brought.resumes_at:%Y-%m-%d %H:%M} UTC")}
            if brought.resumes_at
            else {}
        ),
        "rows_new": dg.MetadataValue.int(accounts.accepted),
        "documents": dg.MetadataValue.int(table.documents),
        "rows_read": dg.MetadataValue.int(table.read),
        "rows_accepted": dg.MetadataValue.int(table.accepted),
        "rows_quarantined": dg.MetadataValue.int(table.quarantined),
        "rows_excluded": dg.MetadataValue.int(table.excluded),
        "dagster/row_count": dg.MetadataValue.int(table.accepted),
        "period_range": dg.MetadataValue.text(overview.periods),
        "document_sha256": dg.MetadataValue.json(overview.hashes),
        "licence": dg.MetadataValue.text(dataset.licence),
        "documentation": dg.MetadataValue.url(dataset.documentation),
        "preview": dg.MetadataValue.md(overview.preview),
        **of_held(overview.held),
    }


def of_held(held: Sequence[tuple[str, str]]) -> dict[str, dg.MetadataValue]:
    """Documents that are set aside, each with the reason and the commands that look at it and take it back."""
    told = [f"- document {document}: {reason}. {ways_back(document)}" for document, reason in held]
    return {
        "documents_held": dg.MetadataValue.int(len(held)),
        "held": dg.MetadataValue.md("\n".join(told) or "No document is set aside."),
    }


def of_verdict(verdict: Verdict) -> dict[str, dg.MetadataValue]:
    """How many documents were validated now, how many rules were declared and run, and what each found."""
    return {
        "documents_validated": dg.MetadataValue.int(verdict.documents),
        "rules_declared": dg.MetadataValue.int(verdict.rules_declared),
        "rules_run": dg.MetadataValue.int(len(verdict.findings)),
        "documents_rejected": dg.MetadataValue.json(verdict.rejected),
        **of_held(list(verdict.held.items())),
        "findings": dg.MetadataValue.md(
            "\n".join(
                f"- {'passed' if finding.is_passed else 'broken'}: {finding.rule}" for finding in verdict.findings
            )
            or "No document has passed yet."
        ),
    }
