"""Publishers' answers into the landing area, live or from the bundled snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pipelines.http import Client, FetchError
from pipelines.no_data import no_data
from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from warehouse import snapshot
from warehouse.errors import ChokepointError, DataError
from warehouse.landing import Arrival, Landed, Landing, now

Mode = Literal["live", "snapshot", "landed"]
MAX_PAGES = 500  # of one answer; the longest known has 133


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
        landed = landing.land(arrival)
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
        body=path.read_bytes(),
        retrieved_at=now(),
        url=request.url,
        publisher=dataset.publisher,
        licence=dataset.licence,
        partition=request.key.rsplit("-", 1)[-1] if dataset.partitioned else None,
        scope={name: list(values) for name, values in request.scope.items()},
        row_cap=request.row_cap,
        origin="import",
        obtained_from=path.name,
    )
    _check(dataset, arrival, request, landing)
    return landing.land(arrival)


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
    """The answer to a request. Where it comes in pages all of them are there before the first is landed."""
    pages: list[Arrival] = []
    following: Request | None = request
    while following:
        # That the first page is unchanged says nothing of those after it, so that each is asked for whole.
        before = {} if dataset.more else landing.newest(dataset.name, following.key)
        page = _answer(client, dataset, partition, following, before, landing)
        if page is None:
            break
        _check_page(page, pages, dataset)
        pages.append(page)
        following = dataset.more(page.body, following) if dataset.more else None
    yield from pages


def _answer(
    client: Client,
    dataset: Dataset,
    partition: str | None,
    request: Request,
    before: dict[str, Any],
    landing: Landing,
) -> Arrival | None:
    """One answer, checked; None when it is the one that `before` is the catalogue entry of."""
    try:
        answer = client.get(
            dataset.source,
            request,
            media=dataset.media,
            etag=before.get("etag"),
            last_modified=before.get("last_modified"),
        )
    except FetchError as error:
        return no_data(dataset, partition, request, error, landing)
    if answer.is_unchanged:
        return None
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
    return arrival


def _check_page(page: Arrival, before: list[Arrival], dataset: Dataset) -> None:
    """Raise DataError when the pages go round, repeat themselves or never end; none of them is landed then."""
    came = None
    if page.key in {earlier.key for earlier in before}:
        came = f"page {page.key} for the second time: the pages go round"
    elif page.sha256 in {earlier.sha256 for earlier in before}:
        came = f"a duplicated page: {page.key} has the bytes of one before it"
    elif len(before) >= MAX_PAGES:
        came = f"a page after page {MAX_PAGES}: the pages do not end"
    if came:
        raise DataError(
            expected=f"at most {MAX_PAGES} pages, each of them once",
            came=came,
            where=f"{dataset.publisher} {before[0].key} ({page.url})",
            next_step="No page of this answer was landed; ask again later, or with a narrower request",
        )


def _check(dataset: Dataset, arrival: Arrival, request: Request | None, landing: Landing) -> None:
    try:
        dataset.check(arrival.body, f"{dataset.publisher} {arrival.key} ({arrival.url})", request)
    except ChokepointError as error:
        landing.reject(arrival, error)
        raise
