"""CEPII BACI: magnets, gallium and germanium, 2002-2023, line by line as in a published extract by material."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pipelines.sources.baci import EXTRACT, MATERIAL_FLOW
from warehouse.landing import Arrival

MATERIALS = {b"magnets", b"gallium", b"germanium"}
COMMIT = "17b328d2239864e993895582a29fdd3b5ceb479b"

# The file carries no time of retrieval. It is dated when it was taken up here.
TAKEN_UP = datetime(2026, 11, 21, tzinfo=UTC)


def documents(shared: Path) -> Iterator[Arrival]:
    """One document: the header and the lines of these materials."""
    with gzip.open(shared / "baci" / "baci_V202601_flows_2002_2023.csv.gz") as file:
        lines = file.read().splitlines(keepends=True)
    yield Arrival(
        dataset=MATERIAL_FLOW.name,
        key="2002-2023",
        body=b"".join([lines[0], *(line for line in lines[1:] if line.split(b",")[3] in MATERIALS)]),
        retrieved_at=TAKEN_UP,
        url=f"{EXTRACT}/tree/{COMMIT}",
        publisher=MATERIAL_FLOW.publisher,
        licence=MATERIAL_FLOW.licence,
        scope={"release": ["V202601"], "year": ["2002", "2023"]},
        content_type="text/csv",
        origin="snapshot",
        kind="selection",
        obtained_from=f"{EXTRACT.removeprefix('https://')} at {COMMIT[:7]}: rows of magnets, gallium and germanium; "
        "time of retrieval unknown and set to 2026-11-21",
    )
