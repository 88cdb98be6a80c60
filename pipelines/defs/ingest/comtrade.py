"""When UN Comtrade's raw tables load: every night for the years still revised."""

from datetime import timedelta

from pipelines.defs.factory import ingest
from pipelines.sources import comtrade

defs = ingest(comtrade.TRADE, stale_after=timedelta(days=45))
