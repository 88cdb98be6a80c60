"""What every test may use: the real figures beside the project, and warehouses in scratch folders."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from warehouses import Load, chokepoint, load

from pipelines.settings import PROJECT_ROOT, Settings, settings

# The same examples on every machine, however slow, and no files left behind.
hypothesis.settings.register_profile("chokepoint", deadline=None, derandomize=True, database=None, max_examples=40)
hypothesis.settings.load_profile("chokepoint")


def pytest_configure(config: pytest.Config) -> None:
    """A test sees the settings that it makes, not those of the machine; only the live ones need its keys."""
    if config.option.markexpr != "live":
        Settings.model_config["env_file"] = None
        for name in [name for name in os.environ if name.startswith("CHOKEPOINT_") or name == "DAGSTER_HOME"]:
            del os.environ[name]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of the one built warehouse on one worker, so that it is built once."""
    for item in items:
        if "snapshot_warehouse" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("warehouse"))


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Name a case with a body after its argument: bytes make no name, and packed ones hold the time."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real figures beside the project; a missing one is an error, not a skip."""
    folder = PROJECT_ROOT.parent / "shared" / "data"
    assert folder.is_dir(), f"the real figures are expected at {folder}"
    return folder


@pytest.fixture
def loaded(tmp_path: Path) -> Load:
    """Land and load bodies in this test's own warehouse; called again, into the same one."""
    return lambda dataset, arrivals: load(tmp_path, dataset, arrivals)


@pytest.fixture(scope="session")
def snapshot_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder after `chokepoint refresh --snapshot`, to read only. Built once: it takes minutes.

    TEST_WAREHOUSE names a folder that was built from this very code before, to copy in place of building one.
    """
    folder = tmp_path_factory.mktemp("snapshot") / "data"
    os.environ["DBT_TARGET_PATH"] = str(folder.parent / "target")
    if built := os.environ.get("TEST_WAREHOUSE"):
        return Path(shutil.copytree(built, folder))
    run = chokepoint(folder, "refresh", "--snapshot")
    assert run.returncode == 0, run.stdout + run.stderr
    return folder


@pytest.fixture
def warehouse_copy(snapshot_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the built warehouse that may be changed, and that commands of this process work on."""
    folder = Path(shutil.copytree(snapshot_warehouse, tmp_path / "data"))
    monkeypatch.setenv("CHOKEPOINT_DATA_DIR", str(folder))
    monkeypatch.setenv("CHOKEPOINT_BUILD_FILE", str(folder / "build.duckdb"))
    monkeypatch.setenv("DAGSTER_HOME", str(folder / "dagster"))
    settings.cache_clear()
    yield folder
    settings.cache_clear()
