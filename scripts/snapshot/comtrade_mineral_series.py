"""Rare-earth rows of a published aggregate of UN Comtrade, 2005-2024, line by line as delivered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from warehouse.landing import Arrival

FILES = {"comtrade_mineral_series__flows": "flows.csv", "comtrade_mineral_series__totals": "country_ts.csv"}
REPOSITORY = "github.com/rubilamb/criticalminerals"
COMMIT = "0a7e16a30293c02732949a0dd183879f8dfaed6a"

# The files carry no time of retrieval. They are dated when they were taken up here.
TAKEN_UP = datetime(2026, 11, 21, tzinfo=UTC)


def documents(shared: Path) -> Iterator[Arrival]:
    """One document per table: the header and the lines of rare earths, the one mineral whose codes are stated."""
    for dataset, name in FILES.items():
        lines = (shared / "comtrade" / "rare_earths_2005_2024" / name).read_bytes().splitlines(keepends=True)
        yield Arrival(
            dataset=dataset,
            key="rare-earths-2005-2024",
            body=b"".join([lines[0], *(line for line in lines if line.startswith(b"Rare earths,"))]),
            retrieved_at=TAKEN_UP,
            url=f"https://{REPOSITORY}/tree/{COMMIT}",
            publisher="UN Comtrade, aggregated by rubilamb/criticalminerals",
            licence="None stated by the aggregator; UN Comtrade terms of use: small extract, with attribution",
            content_type="text/csv",
            origin="snapshot",
            kind="derived",
            obtained_from=f"{REPOSITORY} at {COMMIT[:7]}, {name}: rows of rare earths, HS 280530 + 284610 + 284690; "
            "time of retrieval unknown and set to 2026-11-21",
        )
