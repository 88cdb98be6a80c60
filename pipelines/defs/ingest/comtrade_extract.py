"""When the extract of UN Comtrade's keyed API loads: when a file is imported."""

from datetime import timedelta

from pipelines.defs.factory import ingest
from pipelines.sources import comtrade_extract

defs = ingest(comtrade_extract.TRADE, stale_after=timedelta(days=400))
