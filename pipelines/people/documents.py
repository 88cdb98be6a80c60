"""Documents on the terminal: a list, or one with all that is known of it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.tree import Tree

from pipelines.people.tables import console
from warehouse.errors import ways_back
from warehouse.rows import Row

_ROWS = (("rows_read", "read"), ("rows_accepted", "accepted"), ("rows_quarantined", "quarantined"),
         ("rows_excluded", "excluded"))  # fmt: skip


def documents_table(rows: Sequence[Row], *, held_only: bool) -> None:
    """One line per document; those that are set aside in full, with what can be done."""
    out = console()
    if held_only:
        for row in rows:
            out.print(held_line(row) + "\n")
        out.print(f"{len(rows):,} documents are set aside." if rows else "No document is set aside.")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("document", "dataset", "key", "state", "seen", "rows"):
        table.add_column(heading, justify="right" if heading == "rows" else "left", no_wrap=heading != "key")
    for row in rows:
        accepted = "" if row["rows_accepted"] is None else f"{row['rows_accepted']:,}"
        seen = f"{row['last_seen_at']:%Y-%m-%d}"
        table.add_row(row["document_id"], row["dataset"], row["key"], row["state"], seen, accepted)
    out.print(table)
    held = sum(row["state"] == "held" and not row["is_superseded"] for row in rows)
    out.print(f"{len(rows):,} documents" + (f", {held} of them held: chokepoint documents --held" if held else ""))


def document_page(found: Row) -> None:
    """Where a document came from, what became of its rows, what was found in it and decided about it."""
    tree = Tree(f"document {found['document_id']}: {found['dataset']} {found['key']}: {found['state']}")
    came = found["obtained_from"] or found["url"]
    tree.add(
        f"{found['publisher']}, {found['origin']}, from {came}; SHA-256 {found['sha256']}, {found['bytes']:,} bytes"
    )
    tree.add(f"seen first {found['first_seen_at']:%Y-%m-%d %H:%M} UTC, last {found['last_seen_at']:%Y-%m-%d %H:%M} UTC")
    if found["rows_read"] is None:
        tree.add("not loaded")
    else:
        tree.add("rows: " + ", ".join(f"{found[name]:,} {said}" for name, said in _ROWS))
    for row in found["quarantine"]:
        tree.add(f"{row['rows']:,} rows left out, the first is row {row['first_row']}: {row['reason']}")
    for row in found["findings"]:
        shown = f", such as {'; '.join(row['examples'])}" if row["examples"] else ""
        kind = "warning" if row["is_warning"] else "broken"
        tree.add(f"{kind}: expected {row['rule']}; {row['unexpected_rows'] or 'some'} rows are not so{shown}")
    for row in found["decisions"]:
        rule = f" ({row['rule']})" if row["rule"] else ""
        tree.add(
            f"{row['decided_at']:%Y-%m-%d %H:%M} UTC {row['action']}, by a {row['decided_by']}: {row['why']}{rule}"
        )
    if found["serves_instead"]:
        tree.add(f"document {found['serves_instead']} serves its key")
    elif found["state"] in ("held", "withdrawn"):
        tree.add("nothing serves its key")
    out = console()
    out.print(tree)
    if found["state"] == "held":
        out.print(ways_back(found["document_id"]))
    elif found["state"] == "withdrawn":
        out.print(f"Let it count again: chokepoint restore {found['document_id']}")


def held_line(row: Row) -> str:
    """One line on a document that is set aside: which, by whom, why, what serves instead, and what can be done."""
    document = row["document_id"]
    by = "withdrawn" if row["held_by"] == "person" else f"set aside ({row['held_by']})"
    instead = f"document {row['serves_instead']} serves instead" if row["serves_instead"] else "nothing serves its key"
    ways = f"Let it count again: chokepoint restore {document}" if row["held_by"] == "person" else ways_back(document)
    return (
        f"{row['dataset']} {row['key']} (document {document}) {by} since {row['held_at']:%Y-%m-%d}, {instead}: "
        f"{row['reason']}. {ways}"
    )
