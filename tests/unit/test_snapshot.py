"""The bundled snapshot: what is in it, that it is what its compiler writes, and how a damaged one is refused."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from pipelines.settings import PROJECT_ROOT
from warehouse import snapshot
from warehouse.errors import DataError
from warehouse.snapshot import arrivals

BUNDLED = PROJECT_ROOT / "warehouse" / "snapshot"
COMPILER = PROJECT_ROOT / "scripts" / "compile_snapshot.py"
JAPAN = "comtrade__trade/A-392-M-2846-2023.json.gz"


def compiler(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(COMPILER), *options], capture_output=True, text=True, check=False)


def exact(body: bytes) -> list[dict[str, Any]]:
    """The rows of an answer with every number as the text it was written in."""
    content = json.loads(body, parse_float=str, parse_int=str)
    rows: list[dict[str, Any]] = content["data"] if isinstance(content, dict) else content
    return rows


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A snapshot that may be damaged: one document and the manifest."""
    folder = tmp_path / "snapshot"
    (folder / JAPAN).parent.mkdir(parents=True)
    shutil.copy(BUNDLED / JAPAN, folder / JAPAN)
    entries = [entry for entry in json.loads((BUNDLED / "manifest.json").read_bytes()) if entry["file"] == JAPAN]
    (folder / "manifest.json").write_text(json.dumps(entries))
    return folder


def relist(folder: Path, **changes: object) -> None:
    entries = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps([entry | changes for entry in entries]))


def read(folder: Path) -> None:
    list(arrivals(folder, "comtrade__trade", None))


def test_the_bundled_files_are_what_the_compiler_writes(shared_data: Path) -> None:
    run = compiler("--shared", str(shared_data), "--check")
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_check_names_a_document_that_was_changed_removed_or_added(shared_data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "snapshot"
    shutil.copytree(BUNDLED, folder)
    (folder / JAPAN).write_bytes(gzip.compress(b"{}"))
    (folder / "comtrade__trade" / "A-156-M-2846-1993.json.gz").unlink()
    (folder / "comtrade__trade" / "stray.json.gz").write_bytes(b"")
    run = compiler("--shared", str(shared_data), "--folder", str(folder), "--check")
    assert run.returncode == 1
    assert set(run.stdout.splitlines()) == {
        f"{JAPAN} has other contents",
        "comtrade__trade/A-156-M-2846-1993.json.gz is missing",
        "comtrade__trade/stray.json.gz is bundled but no source names it",
    }


def test_compiling_twice_gives_the_same_bytes_without_a_file_name_or_time_in_them(
    shared_data: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        assert compiler("--shared", str(shared_data), "--folder", str(folder)).returncode == 0
    files = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(second) for path in second.rglob("*") if path.is_file())
    assert all((first / file).read_bytes() == (second / file).read_bytes() for file in files)
    header = (first / JAPAN).read_bytes()[:8]
    assert header[3] == 0 and header[4:8] == bytes(4)


def test_every_figure_of_the_raw_bodies_keeps_its_digits(shared_data: Path) -> None:
    folder = shared_data / "comtrade" / "preview_china_2846_1993_2024"
    seen = 0
    for arrival in arrivals(BUNDLED, "comtrade__trade", None):
        if not arrival.key.startswith("A-156-M-2846-"):
            continue
        delivered = exact((folder / f"{arrival.partition}.json").read_bytes())
        bundled = exact(arrival.body)
        figures = [
            {name: None if name.endswith(("Desc", "ISO")) else value for name, value in row.items()}
            for row in delivered
        ]
        assert [list(row.items()) for row in bundled] == [list(row.items()) for row in figures]
        seen += len(bundled)
    assert seen == 726


def test_japans_imports_of_2023_add_up_to_their_world_total() -> None:
    (arrival,) = [found for found in arrivals(BUNDLED, "comtrade__trade", ["2023"]) if found.key == "A-392-M-2846-2023"]
    values = {row["partnerCode"]: Decimal(row["primaryValue"]) for row in exact(arrival.body)}
    assert abs(values.pop("0") - sum(values.values())) <= Decimal("0.003")


def test_partitions_choose_the_documents_and_times_are_the_publishers() -> None:
    found = list(arrivals(BUNDLED, "comtrade__trade", ["1993"]))
    assert [arrival.key for arrival in found] == ["A-156-M-2846-1993"]
    (arrival,) = found
    assert arrival.retrieved_at.isoformat().startswith("2026-07-10T21:")
    assert arrival.released_at == "2006-01-09T00:00:00"
    assert (arrival.origin, arrival.kind, arrival.row_cap) == ("snapshot", "selection", 500)
    assert arrival.scope["period"] == ["1993"]


def test_a_dataset_without_bundled_documents_yields_none() -> None:
    assert list(arrivals(BUNDLED, "nobody__nothing", None)) == []


def test_a_changed_document_is_refused_with_both_hashes_and_the_way_out(copy: Path) -> None:
    changed = b'{"count":0,"data":[],"error":""}'
    (copy / JAPAN).write_bytes(gzip.compress(changed))
    with pytest.raises(DataError) as caught:
        read(copy)
    error = caught.value
    assert JAPAN in error.where
    assert json.loads((copy / "manifest.json").read_bytes())[0]["sha256"] in error.expected
    assert error.came == sha256(changed).hexdigest()
    assert "scripts/compile_snapshot.py" in error.next_step


@pytest.mark.parametrize("damage", [b"", b"not gzip"])
def test_a_document_that_does_not_unpack_is_refused(copy: Path, damage: bytes) -> None:
    (copy / JAPAN).write_bytes(damage)
    with pytest.raises(DataError, match="A-392-M-2846-2023"):
        read(copy)


def test_a_document_cut_short_is_refused(copy: Path) -> None:
    (copy / JAPAN).write_bytes((copy / JAPAN).read_bytes()[:-20])
    with pytest.raises(DataError, match="end-of-stream"):
        read(copy)


def test_a_missing_document_is_refused(copy: Path) -> None:
    (copy / JAPAN).unlink()
    with pytest.raises(DataError, match="A-392-M-2846-2023"):
        read(copy)


def test_a_missing_or_broken_manifest_is_refused(copy: Path) -> None:
    (copy / "manifest.json").write_text("[{")
    with pytest.raises(DataError, match=r"manifest\.json"):
        read(copy)
    (copy / "manifest.json").unlink()
    with pytest.raises(DataError, match=r"manifest\.json"):
        read(copy)


@pytest.mark.parametrize("name", ["../outside.json.gz", "/etc/hostname"])
def test_a_file_name_that_leaves_the_folder_is_refused_unread(copy: Path, name: str) -> None:
    shutil.copy(BUNDLED / JAPAN, copy.parent / "outside.json.gz")
    relist(copy, file=name)
    with pytest.raises(DataError, match="inside the snapshot's folder"):
        read(copy)


def test_a_document_that_unpacks_beyond_the_limit_is_refused(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "UNPACK_LIMIT_BYTES", 1000)
    with pytest.raises(DataError, match="at most 1,000 bytes"):
        read(copy)
