"""When the USGS raw tables load: once a year; an edition appears at the end of January or in February."""

from datetime import timedelta

from pipelines.defs.factory import ingest
from pipelines.sources import usgs

defs = ingest(usgs.MCS_WIDE, usgs.MCS_LONG, stale_after=timedelta(days=400))
