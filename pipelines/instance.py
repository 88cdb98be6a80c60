"""The Dagster instance of this warehouse: its folder and its configuration."""

from __future__ import annotations

import os
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
