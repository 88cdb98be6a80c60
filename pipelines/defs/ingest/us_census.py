"""When the US Census Bureau's raw table loads: every night for the months still published or revised."""

from datetime import timedelta

from pipelines.defs.factory import ingest
from pipelines.sources import us_census

defs = ingest(us_census.TRADE, stale_after=timedelta(days=45))
