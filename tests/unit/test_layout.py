"""The layout of the house: every source has its parts under one name, and each library is used in its own room."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from pipelines.settings import PROJECT_ROOT
from pipelines.sources.registry import datasets
from warehouse.load import RAW_SQL, raw_tables, sections

TABLES = raw_tables()
ROOMS = ("pipelines", "warehouse", "expectations")
NETWORK = {"requests", "urllib", "http", "socket", "urllib3", "httpx", "aiohttp", "ftplib", "smtplib"}
HARMLESS = ("urllib.parse", "http.HTTPStatus")  # of these libraries, what opens no connection


def modules(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        place = PROJECT_ROOT / room
        yield from [place] if place.suffix == ".py" else sorted(place.rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(PROJECT_ROOT).as_posix()


def imports(path: Path) -> set[str]:
    """Every module that a file imports, at whatever depth."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def importers(*libraries: str) -> set[str]:
    """The files of the project that import one of these libraries."""
    return {named(path) for path in modules(*ROOMS) if {name.split(".")[0] for name in imports(path)} & set(libraries)}


# One name for all parts of a source


@pytest.mark.parametrize("table", TABLES)
def test_a_raw_table_has_all_its_parts_under_one_name(table: str) -> None:
    source = table.split("__", maxsplit=1)[0]
    missing = [
        part
        for part in (
            f"pipelines/sources/{source}.py",
            f"pipelines/defs/ingest/{source}.py",
            f"expectations/suites/{table}.py",
            f"dbt_project/models/staging/{source}/_{source}__sources.yml",
            f"dbt_project/models/staging/{source}/_{source}__models.yml",
            f"tests/fixtures/{source}/PROVENANCE.md",
            f"tests/unit/test_{table}.py",
        )
        if not (PROJECT_ROOT / part).exists()
    ]
    assert missing == []
    assert list((PROJECT_ROOT / "tests" / "fixtures" / source).glob(f"{table}*")), f"{table} has no fixture"


@pytest.mark.parametrize("table", TABLES)
def test_a_raw_table_has_a_dataset_of_its_name(table: str) -> None:
    dataset = datasets()[table]
    assert dataset.source == table.split("__", maxsplit=1)[0]
    for said in (dataset.title, dataset.publisher, dataset.licence, dataset.documentation):
        assert said, f"{table} does not say its title, publisher, licence and documentation"


def test_every_dataset_has_a_raw_table() -> None:
    assert sorted(datasets()) == TABLES


@pytest.mark.parametrize("table", TABLES)
def test_the_sql_of_a_raw_table_has_the_four_sections_and_a_comment_on_it(table: str) -> None:
    path = RAW_SQL / f"{table}.sql"
    assert path.read_text(encoding="utf-8").startswith("-- "), "the first line says what the table holds"
    assert {"ddl", "shape", "count", "read"} <= sections(path).keys()


@pytest.mark.parametrize("table", TABLES)
def test_a_raw_table_is_a_dbt_source_joined_to_its_asset_and_read_by_a_model(table: str) -> None:
    source = table.split("__", maxsplit=1)[0]
    folder = PROJECT_ROOT / "dbt_project" / "models" / "staging" / source
    declared = {
        entry["name"]: entry
        for file in folder.glob("*.yml")
        for group in yaml.safe_load(file.read_text(encoding="utf-8")).get("sources", [])
        for entry in group["tables"]
    }
    assert declared[table]["config"]["meta"]["dagster"]["asset_key"] == ["raw", table]
    assert declared[table]["description"]
    models = "\n".join(file.read_text(encoding="utf-8") for file in folder.glob("*.sql"))
    assert re.search(rf"source\('\w+', '{table}'\)", models), f"no staging model of {source} reads {table}"


@pytest.mark.parametrize("table", TABLES)
def test_the_fixture_of_a_raw_table_says_where_it_comes_from(table: str) -> None:
    folder = PROJECT_ROOT / "tests" / "fixtures" / table.split("__", maxsplit=1)[0]
    said = (folder / "PROVENANCE.md").read_text(encoding="utf-8")
    for file in folder.glob(f"{table}*"):
        assert file.name in said, f"{named(folder)}/PROVENANCE.md does not name {file.name}"


@pytest.mark.parametrize("source", sorted({table.split("__", maxsplit=1)[0] for table in TABLES}))
def test_a_source_says_whether_it_was_proved_on_a_real_body(source: str) -> None:
    said = ast.get_docstring(ast.parse((PROJECT_ROOT / f"pipelines/sources/{source}.py").read_text(encoding="utf-8")))
    proved, composed = r"^Proved on the \w+'s? own", r"^Composed from the contract .* never seen here"
    assert re.search(f"{proved}|{composed}", said or "", re.MULTILINE)
    provenance = PROJECT_ROOT / "tests" / "fixtures" / source / "PROVENANCE.md"
    assert re.search(r"\b([Rr]eal|[Cc]omposed)\b", provenance.read_text(encoding="utf-8"))


def test_the_assets_of_the_sources_are_exactly_the_raw_tables() -> None:
    """Read from the modules' text: importing them would import Dagster and parse the dbt project."""
    ingested = [
        getattr(import_module(f"pipelines.sources.{ast.unparse(argument.value)}"), argument.attr).name
        for path in modules("pipelines/defs/ingest")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "ingest"
        for argument in call.args
        if isinstance(argument, ast.Attribute)
    ]
    assert sorted(ingested) == TABLES


# Each library in its own room


def test_dagster_is_known_only_to_the_definitions() -> None:
    assert {
        path
        for path in importers("dagster", "dagster_dbt")
        if not path.startswith("pipelines/defs/") and path != "pipelines/definitions.py"
    } == set()


def test_sources_and_suites_know_neither_dagster_nor_duckdb() -> None:
    rooms = ("pipelines/sources/", "expectations/suites/")
    assert {path for path in importers("dagster", "dagster_dbt", "duckdb") if path.startswith(rooms)} == set()


def test_one_module_opens_duckdb_files() -> None:
    openers = {
        named(path)
        for path in modules(*ROOMS, "scripts")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "duckdb.connect"
    }
    assert openers == {"warehouse/store.py"}


def test_one_package_goes_to_the_network() -> None:
    found = {
        named(path)
        for path in modules(*ROOMS)
        if {name.split(".")[0] for name in imports(path) if not name.startswith(HARMLESS)} & NETWORK
    }
    assert {path for path in found if not re.fullmatch(r"pipelines/http(_\w+|/\w+)?\.py", path)} == set()


def test_great_expectations_is_imported_where_it_is_needed_only() -> None:
    """It takes seconds, so that no module a reader's command imports may name it."""
    assert {path for path in importers("great_expectations") if not path.startswith("expectations/")} == set()


def test_sql_stands_in_sql_files() -> None:
    """A statement of more than one line in Python is SQL in the wrong place, except in the suites."""
    wrong = []
    for path in modules("pipelines", "warehouse"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.match(
                    r"\s*(select|with|insert|create|update|delete)\b[^.]*\n.*\b(from|values|as)\b",
                    node.value,
                    re.I | re.S,
                )
            ):
                wrong.append(f"{named(path)}:{node.lineno}")
    assert wrong == []


# What the project says about itself


def test_the_definitions_are_assembled_in_at_most_fifty_lines() -> None:
    assert len((PROJECT_ROOT / "pipelines" / "definitions.py").read_text().splitlines()) <= 50


def test_dagster_finds_the_same_module_in_either_way() -> None:
    workspace = yaml.safe_load((PROJECT_ROOT / "workspace.yaml").read_text())
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text())["tool"]["dg"]["project"]
    assert workspace["load_from"][0]["python_module"]["module_name"] == project["code_location_target_module"]


def test_the_lock_names_versions_and_hashes_and_no_address() -> None:
    lock = (PROJECT_ROOT / "requirements.lock").read_text()
    assert "://" not in lock and "--index" not in lock and "-i " not in lock
    pinned = re.findall(r"^[A-Za-z0-9][^ #\n]*", lock, re.MULTILINE)
    assert len(pinned) > 50
    assert all("==" in requirement for requirement in pinned)
    blocks = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_bundled_snapshot_is_at_most_sixteen_megabytes() -> None:
    files = [path for path in (PROJECT_ROOT / "warehouse" / "snapshot").rglob("*") if path.is_file()]
    assert files
    assert sum(path.stat().st_size for path in files) <= 16_000_000


def test_every_package_is_installed_with_the_project() -> None:
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text())
    listed = set(project["tool"]["setuptools"]["packages"])
    packages = {named(path.parent).replace("/", ".") for path in modules(*ROOMS) if path.name == "__init__.py"}
    assert packages == listed


def test_what_is_loose_in_the_pipelines_is_what_every_room_needs() -> None:
    loose = {path.stem for path in (PROJECT_ROOT / "pipelines").glob("*.py")}
    assert loose == {"__init__", "definitions", "settings", "watch"}


def test_telemetry_is_off() -> None:
    assert yaml.safe_load((PROJECT_ROOT / "pipelines" / "runs" / "dagster.yaml").read_text())["telemetry"] == {
        "enabled": False
    }
    dbt = yaml.safe_load((PROJECT_ROOT / "dbt_project" / "dbt_project.yml").read_text())
    assert dbt["flags"]["send_anonymous_usage_stats"] is False
    assert 'GX_ANALYTICS_ENABLED", "false"' in (PROJECT_ROOT / "expectations" / "engine.py").read_text()


def test_no_source_is_named_outside_its_own_files() -> None:
    """Adding a source edits no existing file, so none of the shared modules may know one by name."""
    sources = {table.split("__")[0] for table in TABLES}
    shared = [
        path
        for path in modules(*ROOMS)
        if not re.search(r"/(sources|ingest|suites)/\w+\.py$|/http[_/]policy\.py$", path.as_posix())
    ]
    naming = {
        f"{named(path)}: {node.value}"
        for path in shared
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in sources
    }
    assert naming == set()
