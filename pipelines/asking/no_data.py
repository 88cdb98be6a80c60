"""A publisher that says "no data" with an error status: an answer to keep, and never one to replace figures with."""

from __future__ import annotations

from urllib.parse import urlencode

from pipelines.http.errors import FetchError
from pipelines.sources.contract import Dataset, Request
from warehouse.landing import Arrival, Landing, now


def no_data(dataset: Dataset, partition: str | None, request: Request, error: FetchError, landing: Landing) -> Arrival:
    """The document that stands for "asked, and there are none", composed because the publisher sends none.

    Raises `error` where it says something else, and where figures were served for this request before: figures that
    vanish are a failure, not an empty answer.
    """
    body = dataset.empty(error, request)
    if body is None or landing.newest(dataset.name, request.key).get("kind", "composed") != "composed":
        raise error
    return Arrival(
        dataset=dataset.name,
        key=request.key,
        body=body,
        retrieved_at=now(),
        url=f"{request.url}?{urlencode(request.params)}" if request.params else request.url,
        publisher=dataset.publisher,
        licence=dataset.licence,
        partition=partition,
        scope={name: list(values) for name, values in request.scope.items()},
        status=error.status or 0,
        kind="composed",
        obtained_from=f"the publisher says that it has no data: {error.came}",
    )
