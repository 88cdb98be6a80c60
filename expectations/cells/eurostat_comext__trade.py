"""European Union: an answer is of a product as it is, a flow and a year, for all members."""

from expectations.cells import Cells

CELLS = Cells(
    exact={"freq": "freq", "product": "product", "flow": "flow", "year": "substr(time_period, 1, 4)"},
    period=("year",),
)
