"""Publishers' answers into the landing area, live or from the bundled snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.http import Client
from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from warehouse import snapshot
from warehouse.errors import ChokepointError
from warehouse.landing import Arrival, Landing


@dataclass(frozen=True)
class Brought:
    """What came for one dataset: documents seen, and those that are new here."""

    partitions: list[str]
    seen: int
    new: list[str]


def bring(dataset: Dataset, partitions: Sequence[str] | None, *, live: bool, settings: Settings) -> Brought:
    """Land what a publisher, or the snapshot, has for a dataset; `partitions` None means what is due.

    Answers that are not documents are kept aside and raised; what had landed before stays landed.
    """
    landing = Landing(settings.landing_dir)
    arrivals = (
        _from_publisher(dataset, partitions, landing, settings)
        if live
        else _from_snapshot(dataset, partitions, settings)
    )
    seen: set[str] = set()
    new, touched = [], set()
    for arrival in arrivals:
        landed = landing.land(arrival)
        seen.add(landed.document_id)
        if arrival.partition:
            touched.add(arrival.partition)
        if landed.is_new:
            new.append(landed.document_id)
    return Brought(sorted(touched), len(seen), new)


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
        for partition in wanted:
            for request in dataset.requests(settings, partition):
                yield from _ask(client, dataset, partition, request, landing)


def _ask(
    client: Client, dataset: Dataset, partition: str | None, request: Request, landing: Landing
) -> Iterator[Arrival]:
    before = landing.newest(dataset.name, request.key)
    answer = client.get(
        dataset.source,
        request,
        media=dataset.media,
        etag=before.get("etag"),
        last_modified=before.get("last_modified"),
    )
    if answer.is_unchanged:
        return
    arrival = Arrival(
        dataset=dataset.name,
        key=request.key,
        body=answer.body,
        retrieved_at=answer.retrieved_at,
        url=answer.url,
        publisher=dataset.publisher,
        licence=dataset.licence,
        partition=partition,
        scope={name: list(values) for name, values in request.scope.items()},
        status=answer.status,
        content_type=answer.content_type,
        etag=answer.etag,
        last_modified=answer.last_modified,
        released_at=answer.released_at,
        row_cap=request.row_cap,
    )
    _check(dataset, arrival, request, landing)
    yield arrival


def _check(dataset: Dataset, arrival: Arrival, request: Request | None, landing: Landing) -> None:
    try:
        dataset.check(arrival.body, f"{dataset.publisher} {arrival.key} ({arrival.url})", request)
    except ChokepointError as error:
        landing.reject(arrival, error)
        raise
