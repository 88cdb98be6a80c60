"""When Taiwan's customs statistics load: when a file is imported."""

from datetime import timedelta

from pipelines.defs.factory import ingest
from pipelines.sources import taiwan_customs

defs = ingest(taiwan_customs.TRADE, stale_after=timedelta(days=400))
