"""What every test may use: the real figures beside the project, and a warehouse of its own in a scratch folder."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest
from warehouses import Load, load

from pipelines.settings import PROJECT_ROOT

# The same examples on every machine, however slow, and no files left behind.
hypothesis.settings.register_profile("chokepoint", deadline=None, derandomize=True, database=None, max_examples=40)
hypothesis.settings.load_profile("chokepoint")


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
