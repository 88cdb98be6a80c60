"""When the exchange rates load: every night; a month is there a few days after its end."""

from datetime import timedelta

from pipelines.defs.factory import ingest
from pipelines.sources import exchange_rates

defs = ingest(exchange_rates.ECB, exchange_rates.H10, stale_after=timedelta(days=45))
