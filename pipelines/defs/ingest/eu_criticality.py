"""When the EU's criticality study loads: with the snapshot, or when a newer file is imported."""

from datetime import timedelta

from pipelines.defs.factory import ingest
from pipelines.sources import eu_criticality

defs = ingest(
    eu_criticality.GLOBAL_SUPPLY,
    eu_criticality.EU_SUPPLY,
    eu_criticality.USE,
    eu_criticality.SCORE,
    stale_after=timedelta(days=4 * 365),
)
