"""A small answer that shows whether a publisher has anything new, where it has no list of its releases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Release, Releases, Request, no_check

# Publishers here release once a month or once a year; a correction without a release is seen after this time.
TRUSTED_FOR = timedelta(days=30)


def with_sign(
    dataset: Dataset,
    name: str,
    requests: Callable[[Settings, str | None], Iterable[Request]],
    *,
    check: Callable[[bytes, str, Request | None], None] = no_check,
    figures: Callable[[bytes], bytes] | None = None,
    of: Callable[[Request, Sequence[bytes]], Release | None] | None = None,
    trusted_for: timedelta | None = TRUSTED_FOR,
) -> Dataset:
    """The dataset, asked for only where the sign called `name` differs from the one under which it came last.

    What the sign says is its `figures`, unless `of` finds in it what concerns a request.
    """
    sign = replace(
        dataset,
        name=name,
        title=f"Whether there is anything new: {dataset.title}",
        requests=requests,
        check=check,
        figures=figures,
        partitioned=False,
        more=None,
        parts=None,
        empty=lambda error, request: None,
        from_file=None,
    )

    def same_for_all(request: Request, listed: Sequence[bytes]) -> Release:
        said = b"\n".join(figures(body) if figures else body for body in listed)
        return Release(sha256(said).hexdigest())

    return replace(dataset, releases=Releases(sign, of or same_for_all, trusted_for))
