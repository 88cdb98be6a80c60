"""When Japan's own input-output table loads: with the snapshot, or when a newer one is imported."""

from datetime import timedelta

from pipelines.defs.factory import ingest
from pipelines.sources import mic_io

defs = ingest(mic_io.TABLE, stale_after=timedelta(days=6 * 365))
