"""European Union: an answer is of a product as it is, a flow and a year, for all members; a file of some of them."""

from expectations.cells import MONTHS, Cells
from pipelines.sources.eurostat_comext import REPORTERS

CELLS = Cells(
    exact={
        "freq": "freq",
        "reporter": "reporter",
        "product": "product",
        "flow": "flow",
        "year": "substr(time_period, 1, 4)",
        "month": "substr(time_period, 6, 2)",
    },
    unsaid={"reporter": tuple(REPORTERS), "month": MONTHS},
    period=("year", "month"),
)
