"""Compile the bundled snapshot from the publishers' figures kept beside the project.

    python scripts/compile_snapshot.py [--shared FOLDER] [--check]

Each module in scripts/snapshot names the documents of one source. They are written, compressed the same way each
time, to warehouse/snapshot/<dataset>/<key>.<extension>.gz, or under the publisher's name where the module's `file_name`
gives it, with manifest.json saying what each is and where it is from. --check writes nothing and fails when what is
bundled differs from what would be compiled.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import pkgutil
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import snapshot

from pipelines.settings import PROJECT_ROOT
from warehouse.landing import Arrival, write_atomically

LIMIT_BYTES = 16_000_000  # on disk: a clone stays small
EXTENSIONS = {
    "application/json": "json",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/xml": "xml",
    "application/zip": "zip",
    "text/csv": "csv",
    "text/plain": "txt",
    "text/tab-separated-values": "tsv",
}


def compiled(shared: Path) -> dict[str, tuple[dict[str, Any], bytes]]:
    """Manifest entry and body by file name. Raises ValueError when two documents have the same dataset and key."""
    files: dict[str, tuple[dict[str, Any], bytes]] = {}
    for module, arrival in _arrivals(shared):
        entry = _entry(module, arrival)
        if entry["file"] in files:
            raise ValueError(f"scripts/snapshot/{module}.py names {arrival.dataset} {arrival.key} twice")
        files[entry["file"]] = (entry, arrival.body)
    return dict(sorted(files.items()))


def _arrivals(shared: Path) -> Iterator[tuple[str, Arrival]]:
    for module in sorted(found.name for found in pkgutil.iter_modules(snapshot.__path__)):
        for arrival in importlib.import_module(f"snapshot.{module}").documents(shared):
            yield module, arrival


def _entry(module: str, arrival: Arrival) -> dict[str, Any]:
    if arrival.origin != "snapshot":
        raise ValueError(f"scripts/snapshot/{module}.py: {arrival.key} has the origin {arrival.origin!r}")
    source = importlib.import_module(f"snapshot.{module}")
    extension = EXTENSIONS[(arrival.content_type or "").split(";")[0]]
    name = source.file_name(arrival) if hasattr(source, "file_name") else f"{arrival.key}.{extension}"
    how = (source.__doc__ or "").strip().splitlines()[0]
    return {
        "dataset": arrival.dataset,
        "key": arrival.key,
        "partition": arrival.partition,
        "scope": arrival.scope,
        "url": arrival.url,
        "file": f"{arrival.dataset}/{name}.gz",
        "sha256": arrival.sha256,
        "bytes": len(arrival.body),
        "content_type": arrival.content_type,
        "retrieved_at": arrival.retrieved_at.astimezone(UTC).isoformat(),
        "released_at": arrival.released_at,
        "row_cap": arrival.row_cap,
        "publisher": arrival.publisher,
        "licence": arrival.licence,
        "kind": arrival.kind,
        "obtained_from": arrival.obtained_from,
        "compiled": f"scripts/snapshot/{module}.py: {how}",
    }


def manifest(files: dict[str, tuple[dict[str, Any], bytes]]) -> bytes:
    """The entries in the order of their files, one field a line so that a change reads as a difference."""
    return (json.dumps([entry for entry, _ in files.values()], indent=1, ensure_ascii=False) + "\n").encode()


def differences(files: dict[str, tuple[dict[str, Any], bytes]], folder: Path) -> list[str]:
    """How the bundled files differ from these. Bodies are compared unpacked: zlib versions compress differently."""
    bundled = _bundled(folder)
    found = [f"{name} is bundled but no source names it" for name in sorted(bundled - files.keys())]
    for name, (_, body) in files.items():
        if name not in bundled:
            found.append(f"{name} is missing")
        elif _unpacked(folder / name) != body:
            found.append(f"{name} has other contents")
    listed = folder / "manifest.json"
    if not listed.exists() or listed.read_bytes() != manifest(files):
        found.append("manifest.json differs")
    return found


def _bundled(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.glob("*/*") if path.is_file()}


def _unpacked(path: Path) -> bytes | None:
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError):
        return None


def write(files: dict[str, tuple[dict[str, Any], bytes]], folder: Path) -> None:
    """Write what changed, remove what no source names any more. Raises ValueError when it would exceed the limit."""
    packed = {name: gzip.compress(body, 9, mtime=0) for name, (_, body) in files.items()}
    size = sum(map(len, packed.values())) + len(manifest(files))
    if size > LIMIT_BYTES:
        raise ValueError(f"the snapshot would take {size:,} bytes; the limit is {LIMIT_BYTES:,}")
    for name in _bundled(folder) - files.keys():
        (folder / name).unlink()
    for name, content in packed.items():
        if not (folder / name).exists() or _unpacked(folder / name) != files[name][1]:
            write_atomically(folder / name, content)
    write_atomically(folder / "manifest.json", manifest(files))


def report(files: dict[str, tuple[dict[str, Any], bytes]], folder: Path) -> None:
    """One line per dataset: documents, bytes unpacked and on disk."""
    count: Counter[str] = Counter()
    unpacked: Counter[str] = Counter()
    on_disk: Counter[str] = Counter()
    for name, (entry, body) in files.items():
        count[entry["dataset"]] += 1
        unpacked[entry["dataset"]] += len(body)
        on_disk[entry["dataset"]] += (folder / name).stat().st_size
    print(f"{'dataset':<36}{'documents':>10}{'unpacked':>14}{'on disk':>12}")
    for dataset in sorted(count):
        print(f"{dataset:<36}{count[dataset]:>10}{unpacked[dataset]:>14,}{on_disk[dataset]:>12,}")
    listed = (folder / "manifest.json").stat().st_size
    print(f"{'manifest.json':<36}{'':>10}{listed:>14,}{listed:>12,}")
    total = listed + on_disk.total()
    print(f"{'total':<36}{count.total():>10}{listed + unpacked.total():>14,}{total:>12,}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Compile the bundled snapshot.")
    parser.add_argument("--shared", type=Path, default=PROJECT_ROOT.parent / "shared" / "data")
    parser.add_argument("--folder", type=Path, default=PROJECT_ROOT / "warehouse" / "snapshot")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the bundled files differ")
    options = parser.parse_args()
    files = compiled(options.shared)
    if options.check:
        found = differences(files, options.folder)
        print("\n".join(found) or f"{len(files)} documents are as compiled")
        return 1 if found else 0
    write(files, options.folder)
    report(files, options.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
