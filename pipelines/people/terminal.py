"""What commands of the command line print: JSON, an error, and how a refresh ended."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from pipelines.asking.bring import Mode

JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


def print_json(value: object) -> None:
    """Print a value as JSON; amounts as numbers, times in ISO 8601."""
    click.echo(json.dumps(value, default=_plain, ensure_ascii=False, indent=1))


def fail(message: str) -> NoReturn:
    """End with a message for a person and exit code 1."""
    click.echo(message, err=True)
    sys.exit(1)


def refreshed(mode: Mode, source: str | None, as_json: bool, **more: object) -> None:
    """Refresh, print how it ended (with `more` where it is JSON), and end with 1 when something failed."""
    from pipelines.runs.progress import shown_progress
    from pipelines.settings import settings

    with shown_progress("Starting Dagster", quiet=as_json) as progress:
        from pipelines.defs.run import run_refresh

        outcome = run_refresh(mode=mode, source=source, progress=progress)
    if as_json:
        print_json({**more, **outcome.as_dict()})
    else:
        click.echo(outcome.summary)
        serving = settings().serving_file
        if serving.exists():
            click.echo(f"Query it with chokepoint show, chokepoint sql, or DuckDB on {serving}")
        else:
            click.echo("Nothing is served yet.")
    if not outcome.is_success:
        fail("\n".join(outcome.problems))


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
