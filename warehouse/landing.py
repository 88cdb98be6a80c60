"""The landing area: every body a publisher sent, unchanged, with a catalogue entry per sighting.

    objects/<first two>/<sha256>                         the bytes
    catalogue/<dataset>/<key>/<retrieved_at>-<sha>.json  when they were seen, for what, from where
    rejected/<dataset>/<retrieved_at>-<sha>.{body,json}  answers that are not documents, kept to look at
    incoming/.<dataset>-<question>.tmp                   an answer that may be large, while it comes
    decisions/<dataset>/<decided_at>-<document>-<action>.json  which documents count (warehouse/decisions.py)

A document is (dataset, key, bytes): landing the same bytes for the same key twice is one document. A sighting
is written only when the bytes differ from the last ones seen for that key, so a new sighting is a new vintage; or
when the publisher gives the same bytes a new revision, so that it is known which one they were seen under.
Files appear by rename: a reader or a crash never sees half of one.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from warehouse.errors import DataError

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._,=+-]{0,180}")
STAMP = "%Y%m%dT%H%M%S.%fZ"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Arrival:
    """One answer of a publisher. `kind` is raw, selection (of a file of theirs), derived or composed.

    Its bytes are `body`, or those of `file`, which are then read as a stream and never held whole.
    """

    dataset: str
    key: str
    body: bytes = field(repr=False)  # empty where the bytes are those of `file`
    retrieved_at: datetime
    url: str
    publisher: str
    licence: str
    partition: str | None = None
    scope: dict[str, list[str]] = field(default_factory=dict)
    status: int = 200
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    released_at: str | None = None
    revision: str | None = None
    row_cap: int | None = None
    origin: str = "live"
    kind: str = "raw"
    obtained_from: str | None = None
    file: Path | None = None

    @cached_property
    def sha256(self) -> str:
        return _hash_file(self.file) if self.file else sha256(self.body).hexdigest()

    @property
    def size(self) -> int:
        """In bytes."""
        return self.file.stat().st_size if self.file else len(self.body)

    @property
    def document_id(self) -> str:
        """16 hex digits over dataset, key and bytes: the same on every machine, whenever it was landed."""
        return document_id(self.dataset, self.key, self.sha256)


@dataclass(frozen=True)
class Landed:
    """What became of an arrival. `is_new` is False when the bytes are the ones last seen for that key."""

    document_id: str
    is_new: bool


def document_id(dataset: str, key: str, body_sha256: str) -> str:
    """The identity of a document, from its content alone."""
    return sha256(f"{dataset}\n{key}\n{body_sha256}".encode()).hexdigest()[:16]


class Landing:
    """The landing area below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def catalogue_glob(self) -> str:
        """What DuckDB's read_json reads as the catalogue."""
        return str(self.root / "catalogue" / "*" / "*" / "*.json")

    def land(self, arrival: Arrival) -> Landed:
        """Keep the bytes and note the sighting; the same bytes again note nothing.

        Raises DataError when the dataset or key is not a plain name, or the time has no zone.
        """
        if not arrival.size:
            raise DataError(
                expected="a document",
                came="zero bytes",
                where=f"{arrival.dataset} {arrival.key}",
                next_step="Ask again later; nothing was landed",
            )
        entry = self._entry_path(arrival)
        before = self._last_seen(entry.parent, entry.name)
        is_new = before.get("sha256") != arrival.sha256
        if is_new or not self.object_path(arrival.sha256).exists():
            write_atomically(self.object_path(arrival.sha256), arrival.file or arrival.body)
        if is_new or arrival.revision not in (None, before.get("revision")):
            write_atomically(entry, _as_json(arrival))
        return Landed(arrival.document_id, is_new)

    def land_now(self, arrival: Arrival) -> Landed:
        """Land an answer seen just now: after all that were seen for its key, also where the clock jumped back."""
        before = self.newest(arrival.dataset, arrival.key)
        if before:
            after = datetime.fromisoformat(before["retrieved_at"]) + timedelta(microseconds=1)
            arrival = replace(arrival, retrieved_at=max(arrival.retrieved_at, after))
        return self.land(arrival)

    def holds(self, arrival: Arrival) -> bool:
        """Whether `land` would keep and note nothing."""
        entry = self._entry_path(arrival)
        is_seen = self._last_seen(entry.parent, entry.name).get("sha256") == arrival.sha256
        return is_seen and self.object_path(arrival.sha256).exists()

    def reject(self, arrival: Arrival, error: Exception) -> Path:
        """Keep an answer that is not a document, with the reason, outside the catalogue.

        A person's file stays where it is: only the reason is kept. One that was downloaded to here is moved.
        """
        stem = self._entry_path(arrival).stem
        folder = self.root / "rejected" / arrival.dataset
        if arrival.file is None:
            write_atomically(folder / f"{stem}.body", arrival.body)
        write_atomically(folder / f"{stem}.json", _as_json(arrival, error=str(error)))
        if arrival.file and arrival.file.is_relative_to(self.root):
            arrival.file.replace(folder / f"{stem}.body")
        return folder / f"{stem}.json"

    def object_path(self, body_sha256: str) -> Path:
        """Where the bytes with that hash are kept."""
        return self.root / "objects" / body_sha256[:2] / body_sha256

    def verified_path(self, body_sha256: str, where: str) -> Path:
        """The bytes' path, after hashing them again. Raises DataError when they changed or are gone."""
        path = self.object_path(body_sha256)
        came = _hash_file(path) if path.exists() else "no file"
        if came != body_sha256:
            raise DataError(
                expected=f"bytes with SHA-256 {body_sha256}",
                came=came,
                where=f"{where} at {path}",
                next_step="Restore the landing area from a backup, or delete this file and refresh again",
            )
        return path

    def entries(self, dataset: str | None = None) -> Iterator[dict[str, Any]]:
        """Catalogue entries in a stable order."""
        for path in sorted((self.root / "catalogue").glob(f"{dataset or '*'}/*/*.json")):
            yield json.loads(path.read_bytes())

    def newest(self, dataset: str, key: str) -> dict[str, Any]:
        """The newest catalogue entry of a key; empty when nothing was landed for it."""
        names = sorted((self.root / "catalogue" / dataset / key).glob("*.json"))
        return json.loads(names[-1].read_bytes()) if names else {}

    def newest_body(self, dataset: str, key: str) -> bytes | None:
        """The bytes last seen for a key, hashed again; None when nothing was landed for it."""
        entry = self.newest(dataset, key)
        return self.verified_path(entry["sha256"], f"{dataset} {key}").read_bytes() if entry else None

    def _entry_path(self, arrival: Arrival) -> Path:
        for name in (arrival.dataset, arrival.key):
            if not _SAFE.fullmatch(name) or ".." in name:
                raise DataError(
                    expected="a plain name (letters, digits and ._,=+-)",
                    came=repr(name),
                    where="the landing area",
                    next_step="Correct the source module's key",
                )
        if arrival.retrieved_at.tzinfo is None:
            raise ValueError("retrieved_at needs a time zone")
        stamp = arrival.retrieved_at.astimezone(UTC).strftime(STAMP)
        return self.root / "catalogue" / arrival.dataset / arrival.key / f"{stamp}-{arrival.sha256[:16]}.json"

    @staticmethod
    def _last_seen(folder: Path, name: str) -> dict[str, Any]:
        """The newest sighting not later than `name` (names start with the time); empty when there is none."""
        earlier = [path for path in folder.glob("*.json") if path.name <= name] if folder.exists() else []
        return json.loads(max(earlier, key=lambda path: path.name).read_bytes()) if earlier else {}


def write_atomically(path: Path, content: bytes | Path) -> None:
    """Write the bytes, or those of a file, beside, flush to disk, rename: the file is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            if isinstance(content, Path):
                with content.open("rb") as source:
                    shutil.copyfileobj(source, file, _CHUNK)
            else:
                file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        flush(path.parent)
    finally:
        beside.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Have the disk hold a closed file, or the names in a folder, before going on: a power cut keeps the order."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _as_json(arrival: Arrival, **more: str) -> bytes:
    entry = {name: value for name, value in asdict(arrival).items() if name not in ("body", "file")}
    entry |= {
        "document_id": arrival.document_id,
        "sha256": arrival.sha256,
        "bytes": arrival.size,
        "retrieved_at": arrival.retrieved_at.astimezone(UTC).isoformat(),
        **more,
    }
    return (json.dumps(entry, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _hash_file(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def now() -> datetime:
    """The time of a sighting."""
    return datetime.now(UTC)
