"""What a source module hands over: datasets, the requests of a partition, and a check of each answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from pipelines.http.errors import FetchError
from pipelines.settings import Settings
from warehouse.errors import DataError


class CappedError(DataError):
    """An answer that reaches the most rows its route gives: cut off, to be asked for in parts."""


@dataclass(frozen=True)
class Request:
    """One question to a publisher, and the vintage unit that its answer belongs to.

    `key` names the unit: a new body for the same key is a new vintage of the same figures.
    `scope` says what was asked for, so that "asked and empty" differs from "never asked".
    `secrets` are sent as headers, `secret_params` in the query; neither is ever logged or kept.
    `media` is what its answer must look like where that is not the dataset's. With `is_document` false the answer
    only says what to ask next (see `Dataset.more`) and is not landed.
    """

    key: str
    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    scope: Mapping[str, list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    secret_params: Mapping[str, str] = field(default_factory=dict, repr=False)
    row_cap: int | None = None
    media: str | None = None
    is_document: bool = True


def no_check(body: bytes, where: str, request: Request | None) -> None:
    """Accept any body: the load's own shape check decides."""


@dataclass(frozen=True)
class Release:
    """What a publisher serves now of what a request asks for: which revision it is, and the publisher's own stamp."""

    revision: str
    released_at: str | None = None


@dataclass(frozen=True)
class Releases:
    """Where a publisher lists what it released: `dataset` is the list, brought first; `of` looks a request up in it.

    A request is sent only when the revision differs from that of the answer landed last; where `of` gives None the
    publisher has nothing yet, and it is not sent either. When the list does not come, everything due is asked for.
    A revision that is only a sign of one, such as the newest month, is `trusted_for` a time: what was answered longer
    ago than that is asked for again.
    """

    dataset: Dataset
    of: Callable[[Request, Sequence[bytes]], Release | None]
    trusted_for: timedelta | None = None


@dataclass(frozen=True)
class Dataset:
    """One raw table and the publisher's product that fills it.

    `name` is `<source>__<table>`: the same for the raw SQL, the suite, the asset, the fixture and the test.
    `media` is what a body must look like: json, csv, xml, xlsx, zip or gzip.
    `encoding` is the text encoding of a csv body; DuckDB reads UTF-8, others are transcoded for the load. `cells:` and
    `members:` ask for workbooks and archives as `warehouse/transcode.py` says.
    `partitioned` datasets are fetched by year; the others are one whole series or file.
    `needs_key` ones ask for nothing until CHOKEPOINT_KEYS has the key of their source.
    `due` gives the years a nightly refresh asks for, newest last.
    `more` is for publishers that answer in pages: from a page and its request, the request for the next one, under a
    key of its own; None after the last page.
    `releases` is for publishers that list what they have released: what is unchanged there is not asked for again.
    `parts` divides a request whose answer raised CappedError; an empty list when it cannot be divided further.
    `empty` is for publishers that say "no data" with an error status: from that error and the request, the body that
    stands for it; None where the error is an error.
    `from_file` is for what a person downloads (`chokepoint import`): the request that a file answers, from its name or
    its rows; its key ends with the year where the dataset is partitioned. DataError where they do not say.
    `check_file` is for files that may not fit into memory: the check of one on disk, which is then never held whole.
    `figures` leaves out of a body what changes with every answer, such as a processing time.
    """

    name: str
    title: str
    publisher: str
    licence: str
    documentation: str
    media: str
    requests: Callable[[Settings, str | None], Iterable[Request]]
    encoding: str = "utf-8"
    partitioned: bool = True
    due: Callable[[Settings], list[str]] = lambda settings: []
    check: Callable[[bytes, str, Request | None], None] = no_check
    attribution: str = ""
    needs_key: bool = False
    more: Callable[[bytes, Request], Request | None] | None = None
    empty: Callable[[FetchError, Request], bytes | None] = lambda error, request: None
    from_file: Callable[[Path], Request] | None = None
    check_file: Callable[[Path, str, Request | None], None] | None = None
    releases: Releases | None = None
    parts: Callable[[Request], list[Request]] | None = None
    figures: Callable[[bytes], bytes] | None = None

    @property
    def source(self) -> str:
        """The publisher's short name, the first half of `name`."""
        return self.name.split("__")[0]
