"""When Eurostat's raw table loads: every night for the months still published or revised."""

from datetime import timedelta

from pipelines.defs.factory import ingest
from pipelines.sources import eurostat_comext

defs = ingest(eurostat_comext.TRADE, stale_after=timedelta(days=45))
