"""When BACI loads: with the snapshot, when a file is imported, or from the folder that a setting names."""

from datetime import timedelta

from pipelines.defs.factory import ingest
from pipelines.sources import baci

defs = ingest(baci.TRADE, baci.MATERIAL_FLOW, stale_after=timedelta(days=400))
