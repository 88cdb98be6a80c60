"""A publisher's answers to the requests of one dataset: what is new there, in pages or in parts, each checked."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipelines.asking.asked import Asked, is_within
from pipelines.asking.no_data import no_data
from pipelines.asking.unfinished import Unfinished
from pipelines.http.client import Client, FetchError
from pipelines.settings import Settings
from pipelines.sources.contract import CappedError, Dataset, Release, Request
from warehouse.errors import ChokepointError, DataError
from warehouse.landing import Arrival, Landing

LOG = logging.getLogger(__name__)
MAX_PAGES = 500  # of one answer; the longest known has 133


@dataclass(frozen=True)
class Asking:
    """One dataset's publisher, asked through `client` for what was not answered within `window`.

    `listed` is the publisher's list of releases; None where none came.
    """

    client: Client
    dataset: Dataset
    landing: Landing
    window: timedelta = field(default_factory=timedelta)
    listed: Sequence[bytes] | None = field(default=None, repr=False)

    def arrivals(self, settings: Settings, partitions: Sequence[str | None]) -> Iterator[Arrival]:
        """The answers that these partitions need, without those that the publisher lists as unchanged.

        The caller lands each answer before it takes the next: only then is its question noted as answered.
        """
        asking = None
        for partition in partitions:
            for request in self.dataset.requests(settings, partition):
                if self._asked.is_recent(request):
                    continue
                asking = asking or replace(self, listed=self._list(settings))
                if asking._is_worth_sending(request):
                    yield from asking.answers(partition, request)

    def answers(self, partition: str | None, request: Request) -> Iterator[Arrival]:
        """The answer to a request. Where it comes in pages, all are there before the first is handed over.

        One that is cut off is asked for in parts, each of which is an answer of its own.
        """
        unfinished = Unfinished(self.landing, self.dataset.name, request)
        try:
            pages = None if self._is_capped(request) else self._pages(partition, request, unfinished)
        except CappedError:
            if not self._parts(request):
                raise
            self._note(request, [], is_capped=True)
            pages = None
        if pages is None:
            for part in self._parts(request):
                if not self._asked.is_recent(part):
                    yield from self.answers(partition, part)
            return
        yield from pages
        self._note(request, [page.sha256 for page in pages])
        for page in pages:
            if page.file:
                page.file.unlink(missing_ok=True)  # it is landed
        unfinished.forget()

    def _pages(self, partition: str | None, request: Request, unfinished: Unfinished) -> list[Arrival]:
        """The documents of a whole answer; none when the publisher says that it is the one landed last."""
        pages: list[Arrival] = []
        documents: list[Arrival] = []
        following: Request | None = request
        while following:
            asked = following
            try:
                page = unfinished.page(asked) or self._answer(partition, asked)
                if page is None:
                    break
                self._check_page(page, pages)
                following = self.dataset.more(page.body, asked) if self.dataset.more else None
            except FetchError:
                raise  # the pages before it are good
            except ChokepointError:
                unfinished.forget()
                raise
            pages.append(page)
            documents += [page] if asked.is_document else []
            if len(pages) > 1 or following:
                unfinished.keep(asked, page)
        return documents

    @property
    def _asked(self) -> Asked:
        return Asked(self.landing, self.dataset.name, self.window)

    def _note(self, request: Request, documents: Sequence[str], *, is_capped: bool = False) -> None:
        release, before = self._release(request), self.landing.newest(self.dataset.name, request.key)
        unchanged = [before["sha256"]] if before else []
        self._asked.note(request, documents or unchanged, release.revision if release else None, is_capped=is_capped)

    def _list(self, settings: Settings) -> list[bytes] | None:
        """What the publisher lists as released, landed on the way; a list that does not come stops nothing."""
        if self.dataset.releases is None:
            return None
        listing = replace(self, dataset=self.dataset.releases.dataset)
        try:
            for arrival in listing.arrivals(settings, [None]):
                self.landing.land_now(arrival)
            requests = listing.dataset.requests(settings, None)
            return [self.landing.newest_body(listing.dataset.name, request.key) or b"" for request in requests]
        except ChokepointError as error:
            LOG.warning("%s: asking for all that is due, without a list of releases: %s", self.dataset.name, error)
            return None

    def _release(self, request: Request) -> Release | None:
        if self.dataset.releases is None or self.listed is None:
            return None
        return self.dataset.releases.of(request, self.listed)

    def _is_worth_sending(self, request: Request) -> bool:
        """Whether the publisher has something for this request that has not landed, whole or in parts."""
        if self.dataset.releases is None or self.listed is None:
            return True
        release = self._release(request)
        if release is None or self._revision(request) == release.revision:
            return False
        parts = self._parts(request)
        return not parts or any(map(self._is_worth_sending, parts))

    def _revision(self, request: Request) -> str | None:
        """The revision under which the newest answer to a request came; None where that is not to be relied on."""
        answered, releases = self._asked.newest(request), self.dataset.releases
        if releases and releases.trusted_for:
            return answered.revision if answered and is_within(releases.trusted_for, answered.asked_at) else None
        before = self.landing.newest(self.dataset.name, request.key)
        return answered.revision if answered else before.get("revision")

    def _is_capped(self, request: Request) -> bool:
        """Whether the answer to this very question was cut off before: then it is asked for in parts at once."""
        answered = self._asked.newest(request)
        return answered is not None and answered.is_capped

    def _parts(self, request: Request) -> list[Request]:
        return self.dataset.parts(request) if self.dataset.parts else []

    def _answer(self, partition: str | None, request: Request) -> Arrival | None:
        """One answer, checked; None when the publisher says that it is the one landed last."""
        dataset, release = self.dataset, self._release(request)
        # That the first page is unchanged says nothing of those after it, and an answer under a new revision is
        # noted even if its bytes are the old ones: both are asked for whole.
        is_conditional = not dataset.more and release is None
        before: dict[str, Any] = self.landing.newest(dataset.name, request.key) if is_conditional else {}
        if before and not self.landing.object_path(before["sha256"]).exists():
            before = {}
        into = self._file_of(request) if dataset.check_file and not (dataset.more or dataset.figures) else None
        try:
            answer = self.client.get(
                dataset.source,
                request,
                media=request.media or dataset.media,
                etag=before.get("etag"),
                last_modified=before.get("last_modified"),
                into=into,
            )
        except FetchError as error:
            if into:
                into.unlink(missing_ok=True)
            return no_data(dataset, partition, request, error, self.landing)
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
            released_at=(release.released_at if release else None) or answer.released_at,
            revision=release.revision if release else None,
            row_cap=request.row_cap,
            file=into,
        )
        if request.is_document:
            self._check(arrival, request)
        return self._as_landed(arrival)

    def _file_of(self, request: Request) -> Path:
        """Where an answer that may be large is written as it comes, until it is landed or refused."""
        folder = self.landing.root / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f".{self.dataset.name}-{sha256(request.key.encode()).hexdigest()[:16]}.tmp"

    def _as_landed(self, arrival: Arrival) -> Arrival:
        """The arrival, under the bytes landed last where its figures are the same: so it is no new document."""
        figures = self.dataset.figures
        before = self.landing.newest_body(self.dataset.name, arrival.key) if figures else None
        if figures is None or before is None or figures(before) != figures(arrival.body):
            return arrival
        return replace(arrival, body=before)

    def _check(self, arrival: Arrival, request: Request) -> None:
        """Check an answer; one that is no document is kept aside, unless it is about to be asked for in parts."""
        try:
            check(self.dataset, arrival, request)
        except ChokepointError as error:
            if not (isinstance(error, CappedError) and self._parts(request)):
                self.landing.reject(arrival, error)
            raise

    def _check_page(self, page: Arrival, before: list[Arrival]) -> None:
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
                where=f"{self.dataset.publisher} {before[0].key} ({page.url})",
                next_step="No page of this answer was landed; ask again later, or with a narrower request",
            )


def check(dataset: Dataset, arrival: Arrival, request: Request | None) -> None:
    """Raise DataError unless the body is what the dataset's contract says."""
    where = f"{dataset.publisher} {arrival.key} ({arrival.file or arrival.url})"
    if arrival.file and dataset.check_file:
        dataset.check_file(arrival.file, where, request)
    else:
        dataset.check(arrival.body, where, request)
