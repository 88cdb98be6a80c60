"""The jobs as the UI starts them: without a configuration of the run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from pipelines.settings import settings
from warehouse.landing import Landing


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of this test's own, with nothing in it."""
    monkeypatch.setenv("CHOKEPOINT_DATA_DIR", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def test_the_job_for_no_network_takes_the_bundled_documents(empty: Path) -> None:
    from pipelines.definitions import defs

    live, offline = (defs.resolve_job_def(name) for name in ("refresh", "refresh_from_snapshot"))
    assert offline.asset_layer.executable_asset_keys == live.asset_layer.executable_asset_keys
    table = dg.AssetKey(["raw", "exchange_rates__ecb"])
    assert offline.execute_in_process(asset_selection=[table], run_config={}).success
    (entry, *_) = Landing(settings().landing_dir).entries("exchange_rates__ecb")
    assert entry["origin"] == "snapshot"
