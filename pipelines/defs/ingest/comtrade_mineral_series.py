"""When the aggregated mineral series loads: with the snapshot, or when a newer file is imported."""

from datetime import timedelta

from pipelines.defs.factory import ingest
from pipelines.sources import comtrade_mineral_series

defs = ingest(
    comtrade_mineral_series.FLOWS,
    comtrade_mineral_series.TOTALS,
    stale_after=timedelta(days=400),
)
