"""When the Korea Customs Service's raw table loads: every night for the months still published or revised."""

from datetime import timedelta

from pipelines.defs.factory import ingest
from pipelines.sources import korea_customs

defs = ingest(korea_customs.TRADE, stale_after=timedelta(days=45))
