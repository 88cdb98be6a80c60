"""When the OECD's input-output tables load: with the snapshot, or when a newer edition is imported."""

from datetime import timedelta

from pipelines.defs.factory import ingest
from pipelines.sources import oecd_io

defs = ingest(oecd_io.TABLE, stale_after=timedelta(days=3 * 365))
