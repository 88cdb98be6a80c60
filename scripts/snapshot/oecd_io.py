"""OECD input-output tables of Japan: the newest ten years of the edition of 2021, every figure of each table."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pipelines.sources import oecd_io
from warehouse.landing import Arrival

# The file carries no time of retrieval. It is dated when it was taken up here.
TAKEN_UP = datetime(2026, 11, 21, tzinfo=UTC)

FIRST_YEAR = 2009
OBTAINED_FROM = "github.com/Carol-seven/ionet at 51145dc, table of Japan of the edition of 2021 in long form"


def documents(shared: Path) -> Iterator[Arrival]:
    """One document: Japan."""
    with gzip.open(shared / "oecd_io" / "oecd_iot_2021ed_JPN_1995_2018_long.csv.gz") as file:
        header, *lines = file.read().splitlines(keepends=True)
    request = oecd_io.request("JPN", "2021")
    yield Arrival(
        dataset=oecd_io.TABLE.name,
        key=request.key,
        body=b"".join([header, *(line for line in lines if int(line[:4]) >= FIRST_YEAR)]),
        retrieved_at=TAKEN_UP,
        url=request.url,
        publisher=oecd_io.TABLE.publisher,
        licence=oecd_io.TABLE.licence,
        scope={name: list(values) for name, values in request.scope.items()},
        content_type="text/csv",
        released_at="2021",
        origin="snapshot",
        kind="selection",
        obtained_from=f"{OBTAINED_FROM}: years from {FIRST_YEAR} on; time of retrieval unknown and set to 2026-11-21",
    )
