"""When Japan's trade statistics load: every night, for months appear at the end of the next one or two."""

from datetime import timedelta

from pipelines.defs.factory import ingest
from pipelines.sources import japan_customs

defs = ingest(japan_customs.TRADE, stale_after=timedelta(days=45))
