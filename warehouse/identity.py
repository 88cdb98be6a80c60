"""The identity of a build: the same documents, code and as-of time give the same id, on every machine."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import duckdb

from warehouse.sections import SIGHTINGS_SQL, sections
from warehouse.store import connect

_CODE = (
    "dbt_project/dbt_project.yml",
    "dbt_project/macros",
    "dbt_project/models",
    "dbt_project/seeds",
    "dbt_project/tests",
    "warehouse/raw",
    "warehouse/publish.sql",
    "warehouse/front_door.sql",
)


def build_id(build_file: Path, project: Path, as_of: str | None) -> str:
    """16 hex digits over the books of the build file, the code under `project` and the as-of time."""
    with connect(build_file) as con:
        con.execute("set variable as_of = ?", [as_of])
        counting = con.execute(sections(SIGHTINGS_SQL)["fingerprints"]).fetchall()
    return sha256(f"{counting}\n{_code_sha(project)}\n{as_of}".encode()).hexdigest()[:16]


def code_id(project: Path) -> str:
    """16 hex digits over the code under `project` that figures rest on."""
    return _code_sha(project)[:16]


def note_built(build_file: Path, built: str | None, code: str | None = None) -> None:
    """Write down which build the tables of the build file are, and of which code; None while they are of none."""
    with connect(build_file) as con:
        con.begin()
        con.execute("delete from raw.build")
        con.execute("delete from raw.built_from")
        if built:
            con.execute("insert into raw.build values (?)", [built])
            for dataset, state in _states(con).items():
                con.execute("insert into raw.built_from values (?, ?, ?)", [dataset, state, code])
        con.commit()


def built_from(build_file: Path, code: str) -> dict[str, str] | None:
    """The state in which each dataset was when this code built all models; None where it did not build them all."""
    with connect(build_file) as con:
        noted = con.execute("select dataset, state, code_id from raw.built_from").fetchall()
    return {dataset: state for dataset, state, _ in noted} if noted and noted[0][2] == code else None


def changed_since(build_file: Path, before: Mapping[str, str]) -> set[str]:
    """The datasets that are not in the state of `before`."""
    with connect(build_file) as con:
        now = _states(con)
    return {dataset for dataset in now.keys() | before.keys() if now.get(dataset) != before.get(dataset)}


def _states(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(con.execute(sections(SIGHTINGS_SQL)["built_from"]).fetchall())


def built_id(build_file: Path) -> str | None:
    """Which build the tables of the build file are, as the step that made them wrote down; None where it did not."""
    with connect(build_file) as con:
        row = con.execute("select max(build_id) from raw.build").fetchone()
    return row[0] if row else None


def _code_sha(project: Path) -> str:
    digest = sha256()
    for part in _CODE:
        root = project / part
        files = [root] if root.is_file() else sorted(root.rglob("*.*"))
        for path in files:
            if path.is_file():
                digest.update(path.relative_to(project).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
