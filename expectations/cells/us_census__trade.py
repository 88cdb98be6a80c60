"""United States: an answer is of a flow, a code as it is and a year."""

from expectations.cells import Cells

CELLS = Cells(
    exact={
        "flow": "flow",
        "commodity": "coalesce(i_commodity, e_commodity)",
        "year": 'substr("time", 1, 4)',
    },
    period=("year",),
)
