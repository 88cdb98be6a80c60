"""Publishers' answers into the landing area, live or from the bundled snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from pipelines.asking.arrivals import Asking, check
from pipelines.http.client import BudgetError, Client
from pipelines.runs.lock import writer_lock
from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from warehouse import snapshot
from warehouse.errors import ChokepointError, DataError
from warehouse.landing import Arrival, Landed, Landing, now
from warehouse.unpack import Handed, handed

Mode = Literal["live", "snapshot", "landed"]
# What a file in an archive is called, by what the dataset is of; one of archives takes them as they are.
SUFFIXES = {"csv": (".csv", ".txt"), "json": (".json", ".csv", ".txt"), "xml": (".xml",), "xlsx": (".xlsx",)}


@dataclass(frozen=True)
class Brought:
    """What came for one dataset: documents seen, and those that are new here.

    `resumes_at` is when the publisher may be asked for the rest, where the budget of the day was used up before all was
    asked: a watch list larger than a night's budget is brought night by night, the most wanted first.
    """

    partitions: list[str]
    seen: int
    new: list[str]
    resumes_at: datetime | None = None


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
    resumes_at = None
    try:
        for arrival in arrivals:
            landed = landing.land_now(arrival) if mode == "live" else landing.land(arrival)
            seen.add(landed.document_id)
            if arrival.partition:
                touched.add(arrival.partition)
            if landed.is_new:
                new.append(landed.document_id)
    except BudgetError as error:
        if not error.is_daily or not seen:
            raise
        resumes_at = error.frees_at
    return Brought(sorted(touched), len(seen), new, resumes_at)


def land_file(dataset: Dataset, path: Path, settings: Settings) -> Landed:
    """Land a file that a person downloaded, or the one in an archive, with the checks of an answer.

    Raises DataError where it is not one.
    """
    if dataset.from_file is None:
        raise ChokepointError(f"{dataset.name} is not loaded from files; it comes with chokepoint refresh.")
    with handed(path, SUFFIXES.get(dataset.media, ()), settings.data_dir / "scratch") as file:
        unpacked, request = _request(dataset, file)
        return _land(dataset, unpacked, request, file.obtained_from, settings)


def _request(dataset: Dataset, file: Handed) -> tuple[Path, Request]:
    """What a file is of, by its own name or the other one that it may go by; and its path under that name."""
    assert dataset.from_file
    try:
        return file.path, dataset.from_file(file.path)
    except DataError as error:
        if file.other_name is None:
            raise
        other = file.path.rename(file.path.with_name(file.other_name))
        try:
            return other, dataset.from_file(other)
        except DataError:
            raise DataError(
                expected=error.expected, came=error.came, where=file.obtained_from, next_step=error.next_step
            ) from error


def _land(dataset: Dataset, path: Path, request: Request, obtained_from: str, settings: Settings) -> Landed:
    landing = Landing(settings.landing_dir)
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
        obtained_from=obtained_from,
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
        wanted = dataset.due(settings)[::-1] if partitions is None else partitions  # the newest year first
    with Client(state_dir=settings.data_dir / "http") as client:
        window = timedelta(hours=settings.refresh_window_hours)
        yield from Asking(client, dataset, landing, window).arrivals(settings, wanted)


def _check(dataset: Dataset, arrival: Arrival, request: Request | None, landing: Landing) -> None:
    try:
        check(dataset, arrival, request)
    except ChokepointError as error:
        landing.reject(arrival, error)
        raise
