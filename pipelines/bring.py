"""Publishers' answers into the landing area, live or from the bundled snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

from pipelines.asking import Asking, check
from pipelines.http.client import Client
from pipelines.lock import writer_lock
from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from warehouse import snapshot
from warehouse.errors import ChokepointError
from warehouse.landing import Arrival, Landed, Landing, now

Mode = Literal["live", "snapshot", "landed"]


@dataclass(frozen=True)
class Brought:
    """What came for one dataset: documents seen, and those that are new here."""

    partitions: list[str]
    seen: int
    new: list[str]


def bring(dataset: Dataset, partitions: Sequence[str] | None, *, mode: Mode, settings: Settings) -> Brought:
    """Land what a publisher, or the snapshot, has for a dataset; `partitions` None means what is due.

    Mode `landed` asks nobody: what is in the landing area is all there is. Answers that are not documents are kept
    aside and raised; what had landed before stays landed.
    """
    landing = Landing(settings.landing_dir)
    arrivals: Iterable[Arrival] = ()
    if mode == "live":
        arrivals = _from_publisher(dataset, partitions, landing, settings)
    elif mode == "snapshot":
        arrivals = _from_snapshot(dataset, partitions, settings)
    seen: set[str] = set()
    new, touched = [], set()
    for arrival in arrivals:
        landed = landing.land_now(arrival) if mode == "live" else landing.land(arrival)
        seen.add(landed.document_id)
        if arrival.partition:
            touched.add(arrival.partition)
        if landed.is_new:
            new.append(landed.document_id)
    return Brought(sorted(touched), len(seen), new)


def land_file(dataset: Dataset, path: Path, settings: Settings) -> Landed:
    """Land a file that a person downloaded, with the checks of an answer. Raises DataError where it is not one."""
    if dataset.from_file is None:
        raise ChokepointError(f"{dataset.name} is not loaded from files; it comes with chokepoint refresh.")
    request, landing = dataset.from_file(path), Landing(settings.landing_dir)
    arrival = Arrival(
        dataset=dataset.name,
        key=request.key,
        body=b"" if dataset.check_file else path.read_bytes(),
        retrieved_at=now(),
        url=request.url,
        publisher=dataset.publisher,
        licence=dataset.licence,
        partition=request.key.rsplit("-", 1)[-1] if dataset.partitioned else None,
        scope={name: list(values) for name, values in request.scope.items()},
        row_cap=request.row_cap,
        origin="import",
        obtained_from=path.name,
        file=path if dataset.check_file else None,
    )
    with writer_lock(settings.data_dir, f"import of {dataset.name}"):
        _check(dataset, arrival, request, landing)
        return landing.land_now(arrival)


def _from_snapshot(dataset: Dataset, partitions: Sequence[str] | None, settings: Settings) -> Iterator[Arrival]:
    landing = Landing(settings.landing_dir)
    for arrival in snapshot.arrivals(settings.snapshot_dir, dataset.name, partitions):
        _check(dataset, arrival, None, landing)
        yield arrival


def _from_publisher(
    dataset: Dataset, partitions: Sequence[str] | None, landing: Landing, settings: Settings
) -> Iterator[Arrival]:
    wanted: Sequence[str | None] = [None]
    if dataset.partitioned:
        wanted = dataset.due(settings) if partitions is None else partitions
    with Client(state_dir=settings.data_dir / "http") as client:
        window = timedelta(hours=settings.refresh_window_hours)
        yield from Asking(client, dataset, landing, window).arrivals(settings, wanted)


def _check(dataset: Dataset, arrival: Arrival, request: Request | None, landing: Landing) -> None:
    try:
        check(dataset, arrival, request)
    except ChokepointError as error:
        landing.reject(arrival, error)
        raise
