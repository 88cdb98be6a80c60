"""The command line. Each command imports what it needs when it runs, so that --help answers at once."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.people.cli_documents import COMMANDS
from pipelines.people.terminal import JSON_OPTION as _JSON
from pipelines.people.terminal import fail, print_json, refreshed
from warehouse.errors import ChokepointError

if TYPE_CHECKING:
    from collections.abc import Callable

    from warehouse.catalogue import Kind

_DAY = click.DateTime(formats=["%Y-%m-%d"])


class _Commands(click.Group):
    """Turns the errors meant for a person into one message and exit code 1; --debug shows the traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ChokepointError as error:
            if ctx.params.get("debug"):
                raise
            fail(str(error))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show tracebacks.")
@click.version_option(package_name="chokepoint")
def main(debug: bool) -> None:
    """Who depends on whom, for which material, and how concentrated: from the publishers' own statistics."""


@main.command()
@click.option("--snapshot", is_flag=True, help="Use the figures bundled with the project; asks no publisher.")
@click.option(
    "--landed", is_flag=True, help="Use what is in the landing area, such as a restored backup; asks no publisher."
)
@click.option("--source", help="Refresh one source only, such as comtrade.")
@click.option(
    "--as-of", type=_DAY, help="Build the state of knowledge at the end of this day instead; asks no publisher."
)
@click.option("--output", type=click.Path(dir_okay=False), help="Where --as-of writes its DuckDB file.")
@_JSON
def refresh(
    snapshot: bool, landed: bool, source: str | None, as_of: datetime | None, output: str | None, as_json: bool
) -> None:
    """Bring, load, validate, build and publish. Ends with 1 when a source failed; what was served stays served."""
    if (as_of is None) != (output is None):
        raise click.UsageError("--as-of and --output go together.")
    if as_of and output:
        _build_as_of(as_of.date(), output, as_json)
        return
    if snapshot and landed:
        raise click.UsageError("--snapshot and --landed exclude each other.")
    refreshed("snapshot" if snapshot else "landed" if landed else "live", source, as_json)


@main.command("import")
@click.argument("dataset")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@_JSON
def import_(dataset: str, file: str, as_json: bool) -> None:
    """Land FILE, downloaded by hand, as a document of DATASET (such as baci__trade), then load and publish it.

    For publishers without a machine interface at the needed detail. The file passes the same checks as any answer.
    """
    from pipelines.asking.bring import land_file
    from pipelines.settings import settings
    from pipelines.sources.registry import datasets
    from warehouse.decisions import Decisions

    if dataset not in datasets():
        takers = [name for name, one in datasets().items() if one.from_file]
        fail(f"There is no dataset {dataset!r}. Files can be imported for: {', '.join(takers)}.")
    landed = land_file(datasets()[dataset], Path(file), settings())
    if not as_json:
        click.echo(f"{'Landed' if landed.is_new else 'Already here:'} document {landed.document_id} of {dataset}.")
    if Decisions(settings().landing_dir).is_out(dataset, landed.document_id):
        fail(f"It was withdrawn or set aside, and does not count: chokepoint documents {landed.document_id} says why. "
             f"Let it count: chokepoint restore {landed.document_id}")  # fmt: skip
    refreshed("landed", datasets()[dataset].source, as_json)


@main.command()
@_JSON
def status(as_json: bool) -> None:
    """What is set aside; per table the newest period, rows, checks, age and how the last attempt ended.

    Ends with 1 when an attempt failed, or a document is set aside that nobody withdrew.
    """
    from pipelines.people.health import status_table
    from pipelines.people.status import standing
    from pipelines.settings import settings

    rows = standing(settings())
    print_json(rows) if as_json else status_table(rows)
    if any(row["state"] in ("failed", "held") for row in rows):
        sys.exit(1)


def _question(command: Callable[..., None]) -> Callable[..., None]:
    """The arguments and options that name one question, for each command that answers one."""
    options = (
        click.argument("importer"),
        click.argument("material"),
        click.option(
            "--basis",
            type=click.Choice(["weight", "value"]),
            help="Default: weight, or value where only that has shares.",
        ),
        click.option("--year", help="A year, a month (2023-05) or a range (2010-2023). Default: the newest year."),
        click.option("--as-of", type=_DAY, help="What was known at the end of this day."),
        _JSON,
    )
    for option in reversed(options):
        command = option(command)
    return command


@main.command()
@_question
@click.option("--indicators", "has_indicators", is_flag=True, help="Every indicator of these imports, with its bounds.")
def show(
    importer: str,
    material: str,
    basis: str | None,
    year: str | None,
    as_of: datetime | None,
    as_json: bool,
    has_indicators: bool,
) -> None:
    """Suppliers of MATERIAL to IMPORTER, with shares, HHI and bounds, and what other sources say.

    IMPORTER is a name or an ISO code (Japan, JPN, EU); MATERIAL a name or an HS code (rare earths, 2846.90).
    """
    from warehouse.answers import suppliers
    from warehouse.catalogue import indicators_of

    file = _published(as_of, as_json)
    answer = suppliers(file, importer, material, basis, year)
    told = indicators_of(file, "concentration.import_concentration", answer.concentration) if has_indicators else []
    if as_json:
        print_json({**answer.as_dict(), **({"indicators": told} if has_indicators else {})})
    elif has_indicators:
        from pipelines.people.indicators import show_indicators

        show_indicators(answer, told)
    else:
        from pipelines.people.show import show as shown

        shown(answer)


@main.command()
@_question
@click.option("--supplier", help="Only the rows of this supplier, and the publisher's total.")
def explain(
    importer: str,
    material: str,
    basis: str | None,
    year: str | None,
    as_of: datetime | None,
    as_json: bool,
    supplier: str | None,
) -> None:
    """From a figure to the bytes: the rows, documents, hashes, addresses and rules behind the shares.

    Takes what `show` takes.
    """
    from warehouse.answers import explain as explanation

    found = explanation(_published(as_of, as_json), importer, material, basis, year, supplier)
    if as_json:
        print_json(found.as_dict())
    else:
        from pipelines.people.explanation import explanation as explained

        explained(found)


@main.command("list")
@click.argument("what", type=click.Choice(["materials", "importers", "years", "sources"]), default="materials")
@click.option("--importer", help="Only what can be asked of this importer.")
@click.option("--material", help="Only what can be asked of this material.")
@_JSON
def list_(what: Kind, importer: str | None, material: str | None, as_json: bool) -> None:
    """What can be asked: materials, importers, years, sources."""
    from warehouse.catalogue import catalogue

    rows = catalogue(_serving_file(), what, importer, material)
    if as_json:
        print_json(rows)
    else:
        from pipelines.people.listing import listed

        figures = ("importers", "materials", "documents", "rows")
        listed(rows, list(rows[0]) if rows else ["nothing"], [name for name in figures if name != what])


@main.command()
@_JSON
def indicators(as_json: bool) -> None:
    """Every indicator of the published tables: formula, unit, range, edge cases, source."""
    from warehouse.catalogue import indicators as defined

    rows = defined(_serving_file())
    if as_json:
        print_json(rows)
    else:
        from pipelines.people.listing import listed

        listed(rows, ["name", "column_name", "model", "unit", "formula"])


@main.command()
@click.option("--source", help="Of one source only, such as comtrade.")
@click.option("--since", type=click.IntRange(1962, 2100), help="A backfill from this year on. Default: what is due.")
@_JSON
def plan(source: str | None, since: int | None, as_json: bool) -> None:
    """What a refresh would ask of whom, and how many days it takes without and with keys. Asks nobody."""
    from pipelines.people.plan import plan as planned
    from pipelines.settings import settings

    plans = planned(settings(), source, since)
    if not plans:
        fail(f"There is no source {source!r}. `chokepoint list sources` shows them.")
    if as_json:
        print_json([one.as_dict() for one in plans])
    else:
        from pipelines.people.listing import plan_table

        plan_table(plans)


@main.command()
@_JSON
def verify(as_json: bool) -> None:
    """Hash every landed document, rebuild the marts from the bytes and compare them with what is served."""
    from pipelines.runs.progress import shown_progress
    from pipelines.runs.rebuild import verify as verified
    from pipelines.settings import settings

    with shown_progress("Verifying", quiet=as_json) as progress:
        different = verified(settings(), progress)
    if as_json:
        print_json({"is_identical": not different, "differences": different})
    elif not different:
        click.echo(
            "Every landed document has the bytes that were landed, and the marts rebuilt from them are identical."
        )
    if different:
        fail("\n".join(["What is served is not what the landed bytes give:", *different]))


@main.command()
@click.argument("query")
@_JSON
def sql(query: str, as_json: bool) -> None:
    """Run QUERY on the published file, read-only and without access to anything outside it."""
    from warehouse.queries import run_sql

    names, rows = run_sql(_serving_file(), query)
    if as_json:
        print_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        from pipelines.people.listing import rows_table

        rows_table(names, rows)


@main.command()
@click.option("--port", type=click.IntRange(1, 65_535), help="Default: CHOKEPOINT_UI_PORT or 3000.")
def ui(port: int | None) -> None:
    """Open the Dagster UI and its daemon on this machine (loopback unless CHOKEPOINT_UI_HOST says otherwise)."""
    import os

    from pipelines.http.port import check_port
    from pipelines.runs.instance import prepare_instance
    from pipelines.settings import PROJECT_ROOT, settings

    host, port = settings().ui_host, port or settings().ui_port
    check_port(host, port)
    prepare_instance(settings())
    click.echo(f"Dagster UI on http://{host}:{port} (stop with Ctrl-C)")
    command = ["dagster", "dev", "-w", str(PROJECT_ROOT / "workspace.yaml"), "-h", host, "-p", str(port)]
    os.execv(str(Path(sys.executable).with_name("dagster")), command)  # noqa: S606


def _build_as_of(day: date, output: str, as_json: bool) -> None:
    from pipelines.runs.progress import shown_progress
    from pipelines.runs.rebuild import build_as_of
    from pipelines.settings import settings

    with shown_progress("Building", quiet=as_json) as progress:
        build = build_as_of(day, Path(output), settings(), progress)
    if as_json:
        print_json({"build_id": build.build_id, "tables": build.tables, "output": output})
    else:
        click.echo(f"Wrote the state of knowledge of {day} to {output} (build {build.build_id}).")


def _published(as_of: datetime | None, as_json: bool) -> Path:
    """The serving file, or the one of a past day."""
    from pipelines.settings import settings

    if as_of is None:
        return settings().serving_file
    from pipelines.runs.progress import shown_progress
    from pipelines.runs.rebuild import file_as_of

    with shown_progress("Building", quiet=as_json) as progress:
        return file_as_of(as_of.date(), settings(), progress)


def _serving_file() -> Path:
    from pipelines.settings import settings

    return settings().serving_file


for command in COMMANDS:
    main.add_command(command)
