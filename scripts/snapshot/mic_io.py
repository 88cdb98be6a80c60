"""Japan's input-output table of 2011 in 13 sectors: every figure, in the order of the table, without its quotes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pipelines.sources import mic_io
from warehouse.landing import Arrival

# The file carries no time of retrieval. It is dated when it was taken up here.
TAKEN_UP = datetime(2026, 11, 21, tzinfo=UTC)

OBTAINED_FROM = "github.com/UchidaMizuki/blog-ioanalysis-in-r at 5d9a9cd, a long form of e-Stat table 0003119272"


def documents(shared: Path) -> Iterator[Arrival]:
    """One document: the year 2011."""
    text = (shared / "oecd_io" / "mic_iotable_13sector_2011.csv").read_text(encoding="utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *sorted(rows, key=lambda row: (row[1], row[3]))])
    request = mic_io.request("2011")
    yield Arrival(
        dataset=mic_io.TABLE.name,
        key=request.key,
        body=out.getvalue().encode(),
        retrieved_at=TAKEN_UP,
        url=request.url,
        publisher=mic_io.TABLE.publisher,
        licence=mic_io.TABLE.licence,
        scope={name: list(values) for name, values in request.scope.items()},
        content_type="text/csv",
        origin="snapshot",
        kind="selection",
        obtained_from=f"{OBTAINED_FROM}; time of retrieval unknown and set to 2026-11-21",
    )
