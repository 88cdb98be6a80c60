"""Monthly exchange rates since 2000, line by line as published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pipelines.sources.exchange_rates import ECB, H10
from warehouse.landing import Arrival

FIRST_YEAR = b"2000"

# The files carry no time of retrieval. They are dated when they were taken up here.
TAKEN_UP = datetime(2026, 11, 21, tzinfo=UTC)

ECB_FROM = "github.com/Varcolacus/critical-materials-atlas at 17b328d"
H10_FROM = "github.com/datasets/exchange-rates at fa7d949"


def documents(shared: Path) -> Iterator[Arrival]:
    """The dollar per euro of the ECB, then the lines of H.10 since 2000."""
    yield Arrival(
        dataset=ECB.name,
        key="M-USD-EUR",
        body=(shared / "fx" / "ecb_usd_per_eur_monthly.csv").read_bytes(),
        retrieved_at=TAKEN_UP,
        url="https://data-api.ecb.europa.eu/service/data/EXR/M.USD.EUR.SP00.A?format=csvdata&startPeriod=2000-01",
        publisher=ECB.publisher,
        licence=ECB.licence,
        scope={"freq": ["M"], "currency": ["USD"], "denominator": ["EUR"]},
        content_type="text/csv",
        origin="snapshot",
        kind="raw",
        obtained_from=f"{ECB_FROM}, the portal's answer; time of retrieval unknown and set to 2026-11-21",
    )
    lines = (shared / "fx" / "exchange_rates_monthly.csv").read_bytes().splitlines(keepends=True)
    yield Arrival(
        dataset=H10.name,
        key="monthly",
        body=b"".join([lines[0], *(line for line in lines[1:] if line[:4] >= FIRST_YEAR)]),
        retrieved_at=TAKEN_UP,
        url="https://raw.githubusercontent.com/datasets/exchange-rates/fa7d949956d1db1d21102654b1f40d64d2568677"
        "/data/monthly.csv",
        publisher=H10.publisher,
        licence=H10.licence,
        scope={"freq": ["M"]},
        content_type="text/csv",
        origin="snapshot",
        kind="selection",
        obtained_from=f"{H10_FROM}, data/monthly.csv: the months since 2000; time of retrieval unknown and set to "
        "2026-11-21",
    )
