"""From a figure to the bytes, as a tree on the terminal."""

from __future__ import annotations

from rich.tree import Tree

from pipelines.people.show import concentration, title
from pipelines.people.tables import console
from warehouse.answers import Explanation
from warehouse.rows import Row


def explanation(found: Explanation) -> None:
    """The chain as a tree: figure, rules, documents, rows."""
    answer, out = found.answer, console()
    tree = Tree(f"[bold]{title(answer)}[/bold]: {next(concentration(answer))}")
    tree.add(f"build {answer.build['build_id']}, written {answer.build['built_at']:%Y-%m-%d %H:%M} UTC")
    reading = answer.reading
    tree.add(
        f"code set {reading['code_set']} ({reading['fit']} fit): {reading['note']}; evidence {reading['evidence']}"
    )
    tree.add("share = supplier / (suppliers + unknown origin); HHI = sum of squared shares (docs/methods.md, 1)")
    for document in found.documents:
        branch = tree.add(f"document {document['document_id']}: {document['publisher']}, {document['key']}")
        branch.add(f"SHA-256 {document['sha256']}")
        branch.add(
            f"{document['kind']}, retrieved {document['retrieved_at']:%Y-%m-%d %H:%M} UTC, from {document['url']}"
        )
        if document["obtained_from"]:
            branch.add(str(document["obtained_from"]))
        branch.add(
            f"{document['rows_read']:,} rows read = {document['rows_accepted']:,} accepted + "
            f"{document['rows_quarantined']:,} quarantined + {document['rows_excluded']:,} excluded"
            + (f" ({document['exclusion_rules']})" if document["exclusion_rules"] else "")
        )
        branch.add(f"{document['rules_run']} of {document['rules_declared']} rules run, all passed")
        rows = branch.add("rows used")
        for row in found.rows:
            if row["document_id"] == document["document_id"]:
                rows.add(_source_row(row))
    out.print(tree)


def _source_row(row: Row) -> str:
    who = "publisher's total" if row["exporter_kind"] == "world" else row["exporter_iso3"]
    code = f"HS {row['hs_code']} ({row['hs_edition']}), " if row["hs_code"] else ""
    weight = "weight unknown" if row["weight_kg"] is None else f"{row['weight_kg']:,} kg"
    return f"row {row['row_numbers']}: {who}, {code}US$ {row['value_usd']:,} {row['valuation']}, {weight}"
