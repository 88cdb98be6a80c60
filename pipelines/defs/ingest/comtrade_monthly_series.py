"""When the aggregated series of China's monthly exports loads: when a file is imported."""

from datetime import timedelta

from pipelines.defs.factory import ingest
from pipelines.sources import comtrade_monthly_series

defs = ingest(comtrade_monthly_series.EXPORTS, stale_after=timedelta(days=400))
