"""The Dagster instance of this warehouse: its folder and its configuration."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from pipelines.settings import Settings
from warehouse.landing import write_atomically

_CONFIG = Path(__file__).with_name("dagster.yaml")


def prepare_instance(settings: Settings) -> Path:
    """Point DAGSTER_HOME at the data folder, with the configuration that ships; one set by the user is kept."""
    if home := os.environ.get("DAGSTER_HOME"):
        return Path(home)
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    config = settings.dagster_home / "dagster.yaml"
    if not config.exists() or config.read_bytes() != _CONFIG.read_bytes():
        write_atomically(config, _CONFIG.read_bytes())
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home.resolve())
    return settings.dagster_home


def spare_the_disk() -> None:
    """Make Dagster's own SQLite files cheap to write in this process: it connects and commits several times per event.

    Write-ahead logging needs no flush per commit to stay consistent; a power cut can lose the last events of a run. One
    connection per file stays open, because closing the last one flushes the whole log into the file.
    """
    from sqlalchemy import Engine, event  # noqa: PLC0415

    kept: dict[str, sqlite3.Connection] = {}

    @event.listens_for(Engine, "connect")
    def _relax(connection: object, record: object) -> None:
        if not isinstance(connection, sqlite3.Connection):
            return
        connection.execute("pragma synchronous = normal")
        file = connection.execute("pragma database_list").fetchone()[2]
        if file:
            if file not in kept:
                kept[file] = sqlite3.connect(file, check_same_thread=False)
            kept[file].execute("select count(*) from sqlite_master").fetchone()  # a read, or the file counts as closed
