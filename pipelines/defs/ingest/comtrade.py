"""When UN Comtrade's raw tables load: every night for what it released since; its lists of codes change rarely."""

from datetime import timedelta

import dagster as dg

from pipelines.defs.factory import ingest
from pipelines.sources import comtrade, comtrade_lists

defs = dg.Definitions.merge(
    ingest(
        comtrade.TRADE,
        comtrade_lists.AVAILABILITY,
        comtrade_lists.PUBLICATION,
        stale_after=timedelta(days=45),
    ),
    ingest(comtrade_lists.REPORTER, comtrade_lists.PARTNER, comtrade_lists.COMMODITY, stale_after=timedelta(days=200)),
)
