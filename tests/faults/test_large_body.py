"""A body that may be large goes to disk as it comes: never held whole, landed or refused like any other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from faults.conftest import HASTY
from faults.server import Loopback, Reply

from pipelines.asking.arrivals import Asking
from pipelines.http.client import Client, FetchError
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.contract import Dataset, Request
from warehouse.errors import DataError
from warehouse.landing import Landed, Landing

CSV = {"Content-Type": "text/csv"}
MIB = 1 << 20
MOST_GROWTH_MIB = 32

CHILD = """
import json, resource, sys
from datetime import timedelta
from pathlib import Path
sys.path.insert(0, "tests")
from faults.test_large_body import bring_large
from pipelines.http.policy import Policy
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
landed = bring_large(sys.argv[1], Path(sys.argv[2]), Policy(per_second=100, total_s=120, max_bytes=1 << 30))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
unit = 1024 if sys.platform == "darwin" else 1
print(json.dumps({"documents": [one.document_id for one in landed], "grown_mib": (after - before) / 1024 / unit}))
"""


def dataset(url: str, **more: Any) -> Dataset:
    return Dataset(
        "large__file", "Large", "A publisher", "free", "https://publisher.example", "csv",
        lambda settings, partition: [Request("key", url)], partitioned=False,
        **{"check_file": lambda path, where, request: None, **more},
    )  # fmt: skip


def bring_large(url: str, folder: Path, policy: Any = HASTY, **more: Any) -> list[Landed]:
    """Ask for one file that may be large, and land it."""
    landing = Landing(folder / "landing")
    with Client(state_dir=folder / "http", policies={"default": policy}) as client:
        asking = Asking(client, dataset(url, **more), landing)
        return [landing.land_now(arrival) for arrival in asking.arrivals(Settings(), [None])]


def incoming(folder: Path) -> list[Path]:
    return list((folder / "landing" / "incoming").glob("*")) + list((folder / "landing" / "incoming").glob(".*"))


def test_a_large_body_is_never_held_whole(loopback: Loopback, tmp_path: Path) -> None:
    body = b"a,b\n" + os.urandom(64 * MIB).hex().encode()
    url = loopback.serve("/large", Reply(body, headers=CSV))
    child = subprocess.run(
        [sys.executable, "-c", CHILD, url, str(tmp_path)],
        cwd=PROJECT_ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert child.returncode == 0, child.stderr
    told = json.loads(child.stdout.splitlines()[-1])
    assert len(body) > 4 * MOST_GROWTH_MIB * MIB - MIB
    assert told["grown_mib"] < MOST_GROWTH_MIB
    landing = Landing(tmp_path / "landing")
    (entry,) = landing.entries("large__file")
    assert (entry["sha256"], entry["bytes"]) == (sha256(body).hexdigest(), len(body))
    assert landing.verified_path(entry["sha256"], "here").stat().st_size == len(body)
    assert incoming(tmp_path) == []


@pytest.mark.parametrize("fault", ["short", "reset", "cut_chunks"])
def test_a_body_that_is_cut_off_lands_nothing_and_leaves_nothing(
    loopback: Loopback, tmp_path: Path, fault: Any
) -> None:
    url = loopback.serve("/cut", Reply(b"a,b\n" + b"1,2\n" * 50_000, headers=CSV, fault=fault))
    with pytest.raises(FetchError):
        bring_large(url, tmp_path)
    assert list(Landing(tmp_path / "landing").entries()) == []
    assert incoming(tmp_path) == []


def test_a_second_try_begins_the_file_anew(loopback: Loopback, tmp_path: Path) -> None:
    body = b"a,b\n" + b"1,2\n" * 50_000
    url = loopback.serve("/again", Reply(b"x" * 900_000, headers=CSV, fault="short"), Reply(body, headers=CSV))
    assert len(bring_large(url, tmp_path)) == 1
    (entry,) = Landing(tmp_path / "landing").entries()
    assert entry["sha256"] == sha256(body).hexdigest()


def test_a_body_of_another_type_is_told_with_how_it_begins(loopback: Loopback, tmp_path: Path) -> None:
    url = loopback.serve("/html", Reply(b"<html>maintenance</html>", headers=CSV))
    with pytest.raises(FetchError, match="an HTML page"):
        bring_large(url, tmp_path)
    assert incoming(tmp_path) == []


def test_one_that_is_no_document_is_kept_aside_with_the_reason(loopback: Loopback, tmp_path: Path) -> None:
    def refuse(path: Path, where: str, request: Request | None) -> None:
        raise DataError(expected="c,d", came="a,b", where=where, next_step="Look at it")

    url = loopback.serve("/odd", Reply(b"a,b\n1,2\n", headers=CSV))
    with pytest.raises(DataError, match="expected c,d"):
        bring_large(url, tmp_path, check_file=refuse)
    (kept,) = (tmp_path / "landing" / "rejected" / "large__file").glob("*.body")
    assert kept.read_bytes() == b"a,b\n1,2\n"
    assert incoming(tmp_path) == []
