"""When HM Revenue & Customs's raw table loads: every night for the months still published or revised."""

from datetime import timedelta

from pipelines.defs.factory import ingest
from pipelines.sources import hmrc

defs = ingest(hmrc.TRADE, stale_after=timedelta(days=45))
