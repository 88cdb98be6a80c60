"""When the World Bank's indicators load: every night; GDP is revised in place a few times a year."""

from datetime import timedelta

from pipelines.defs.factory import ingest
from pipelines.sources import worldbank

defs = ingest(worldbank.INDICATOR, stale_after=timedelta(days=45))
