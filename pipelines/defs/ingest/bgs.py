"""When the World Mineral Statistics of BGS load: with each refresh; they change about once a year."""

from datetime import timedelta

from pipelines.defs.factory import ingest
from pipelines.sources import bgs

defs = ingest(bgs.PRODUCTION, stale_after=timedelta(days=400))
