"""When the USGS raw tables load: an edition appears at the end of January or in February; Data Series 140 seldom."""

from datetime import timedelta

from pipelines.defs.factory import ingest
from pipelines.sources import usgs

defs = ingest(usgs.MCS_WORLD, usgs.MCS_WIDE, usgs.MCS_LONG, usgs.DS140, stale_after=timedelta(days=400))
