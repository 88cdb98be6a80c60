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


def test_where_nothing_is_new_a_table_still_shows_its_rows_and_rules(empty: Path) -> None:
    first, again = (facts("exchange_rates__ecb") for _ in range(2))
    assert first["rows_new"] == first["rows_accepted"] == first["dagster/row_count"] > 0
    assert again["rows_new"] == again["documents_validated"] == 0
    news = ("rows_new", "documents_new", "documents_validated")
    assert {name: fact for name, fact in again.items() if name not in news} == {
        name: fact for name, fact in first.items() if name not in news
    }
    assert again["rules_run"] == again["rules_declared"] > 0 and "- passed: " in str(again["findings"])


def test_a_table_in_which_nothing_was_loaded_is_not_shown_as_healthy(empty: Path) -> None:
    judged = execute("hmrc__trade").get_asset_check_evaluations()
    assert [(one.passed, one.severity) for one in judged] == [(False, dg.AssetCheckSeverity.WARN)]
    assert "No document has been loaded" in str(judged[0].description)


def execute(table: str) -> dg.ExecuteInProcessResult:
    """The run of one table and its check, from the bundled documents; one without any succeeds too."""
    from pipelines.definitions import defs

    job = defs.resolve_job_def("refresh_from_snapshot")
    result = job.execute_in_process(asset_selection=[dg.AssetKey(["raw", table])])
    assert result.success
    return result


def facts(table: str) -> dict[str, object]:
    """What the run shows on the table and on its check."""
    result = execute(table)
    (materialised,), (judged,) = result.get_asset_materialization_events()[-1:], result.get_asset_check_evaluations()
    shown = {**materialised.materialization.metadata, **judged.metadata}
    return {name: one.value for name, one in shown.items()}
