"""The commands about documents: list them, look at one, withdraw it, restore it, accept its revision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from pipelines.people.terminal import JSON_OPTION, print_json, refreshed

_WHY = click.option("--why", required=True, help="The reason; it stays on record.")
_LATER = click.option("--later", is_flag=True, help="Only note it: the next refresh builds with it.")


@click.command()
@click.argument("document", required=False)
@click.option("--source", help="Only documents of this source, such as comtrade.")
@click.option("--held", "held_only", is_flag=True, help="Only documents that are set aside, and why.")
@JSON_OPTION
def documents(document: str | None, source: str | None, held_only: bool, as_json: bool) -> None:
    """List the landed documents and what became of each, or look at one DOCUMENT.

    DOCUMENT is its identity or the beginning of it, as long as no other document begins so.
    """
    from pipelines.runs.deciding import listed, looked_at
    from pipelines.settings import settings

    if document:
        if source or held_only:
            raise click.UsageError("DOCUMENT goes without --source and --held.")
        found = looked_at(settings(), document)
        if as_json:
            print_json(found)
        else:
            from pipelines.people.documents import document_page

            document_page(found)
        return
    rows = listed(settings(), source=source, held_only=held_only)
    if as_json:
        print_json(rows)
    else:
        from pipelines.people.documents import documents_table

        documents_table(rows, held_only=held_only)


@click.command()
@click.argument("document")
@_WHY
@_LATER
@JSON_OPTION
def withdraw(document: str, why: str, later: bool, as_json: bool) -> None:
    """Let DOCUMENT stop counting, and publish without it; nothing is deleted.

    The vintage before it serves again, where there is one. DOCUMENT may be the beginning of its identity.
    """
    from pipelines.runs.deciding import withdraw as withdrawn

    _decided(withdrawn, document, why, later, as_json)


@click.command()
@click.argument("document")
@click.option("--why", default="restored", show_default=True, help="The reason; it stays on record.")
@_LATER
@JSON_OPTION
def restore(document: str, why: str, later: bool, as_json: bool) -> None:
    """Let DOCUMENT count again that was withdrawn, or try one again that a rule of the models set aside."""
    from pipelines.runs.deciding import restore as restored

    _decided(restored, document, why, later, as_json)


@click.command()
@click.argument("document")
@_WHY
@_LATER
@JSON_OPTION
def accept(document: str, why: str, later: bool, as_json: bool) -> None:
    """Let the revision in DOCUMENT pass that was held back for how far it moves the figures.

    For a revision that the publisher confirms. Other rules that it breaks go on holding it.
    """
    from pipelines.runs.deciding import accept as accepted

    _decided(accepted, document, why, later, as_json)


def _decided(decide: Callable[..., dict[str, Any]], document: str, why: str, later: bool, as_json: bool) -> None:
    """Note the decision, say what it does, and publish the build that it gives."""
    from pipelines.settings import settings

    found = decide(settings(), document, why)
    if not as_json:
        click.echo(found["told"])
    if not later:
        refreshed("landed", found["dataset"].split("__")[0], as_json, document=found)
    elif as_json:
        print_json({"document": found})
    else:
        click.echo("The next refresh publishes it; at once: chokepoint refresh --landed")


COMMANDS = (documents, withdraw, restore, accept)
