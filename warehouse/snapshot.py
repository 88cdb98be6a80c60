"""The bundled snapshot: documents that come with the project, so that it works without a network.

    warehouse/snapshot/manifest.json              what each document is, and the hash of its unpacked bytes
    warehouse/snapshot/<dataset>/<key>.<type>.gz  its bytes, compressed

Which figures they hold and under which licence: docs/sources-snapshot.md.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from warehouse.errors import DataError
from warehouse.landing import Arrival

UNPACK_LIMIT_BYTES = 200_000_000
NEXT_STEP = "Restore warehouse/snapshot from the repository, or run scripts/compile_snapshot.py"
_FIELDS = (
    "partition", "scope", "url", "content_type", "released_at", "row_cap", "publisher", "licence", "kind",
    "obtained_from",
)  # fmt: skip


def arrivals(folder: Path, dataset: str, partitions: Sequence[str] | None) -> Iterator[Arrival]:
    """The bundled documents of a dataset, of these partitions or (None) of all, as if they had just arrived.

    `retrieved_at` is when the publisher was asked, not when this was read. Raises DataError when a document is
    missing, does not unpack, is larger than the limit or is not the one that the manifest lists.
    """
    for entry in _manifest(folder):
        if entry["dataset"] == dataset and (partitions is None or entry["partition"] in partitions):
            yield Arrival(
                dataset=dataset,
                key=entry["key"],
                body=_body(folder, entry),
                retrieved_at=datetime.fromisoformat(entry["retrieved_at"]),
                origin="snapshot",
                **{name: entry[name] for name in _FIELDS},
            )


def _manifest(folder: Path) -> list[dict[str, Any]]:
    path = folder / "manifest.json"
    try:
        entries: list[dict[str, Any]] = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise _broken(path, "the list of bundled documents", str(error)) from error
    return entries


def _body(folder: Path, entry: dict[str, Any]) -> bytes:
    path = folder / entry["file"]
    if not path.resolve().is_relative_to(folder.resolve()):
        raise _broken(folder / "manifest.json", "files inside the snapshot's folder", repr(entry["file"]))
    try:
        with gzip.open(path) as file:
            body = file.read(UNPACK_LIMIT_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _broken(path, f"a document with SHA-256 {entry['sha256']}", str(error)) from error
    if len(body) > UNPACK_LIMIT_BYTES:
        raise _broken(path, f"at most {UNPACK_LIMIT_BYTES:,} bytes unpacked", "more")
    came = sha256(body).hexdigest()
    if came != entry["sha256"]:
        raise _broken(path, f"a document with SHA-256 {entry['sha256']}", came)
    return body


def _broken(path: Path, expected: str, came: str) -> DataError:
    return DataError(expected=expected, came=came, where=f"the bundled snapshot, {path}", next_step=NEXT_STEP)
