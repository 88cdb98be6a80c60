"""The identity of a build: the same documents, code and as-of time give the same id, on every machine."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from warehouse.load import BOOKS_SQL
from warehouse.sections import sections
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
        row = con.execute(sections(BOOKS_SQL.with_name("sightings.sql"))["fingerprint"]).fetchone()
    return sha256(f"{row}\n{_code_sha(project)}\n{as_of}".encode()).hexdigest()[:16]


def code_id(project: Path) -> str:
    """16 hex digits over the code under `project` that figures rest on."""
    return _code_sha(project)[:16]


def note_built(build_file: Path, built: str | None) -> None:
    """Write down which build the tables of the build file are; None while they are of no single one."""
    with connect(build_file) as con:
        con.execute("delete from raw.build")
        if built:
            con.execute("insert into raw.build values (?)", [built])


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
