"""United States: an answer is of a flow, a code as it is and a year, or the months of it that a file holds."""

from expectations.cells import MONTHS, Cells

CELLS = Cells(
    exact={
        "flow": "flow",
        "commodity": "coalesce(i_commodity, e_commodity)",
        "year": 'substr("time", 1, 4)',
        "month": 'substr("time", 6, 2)',
    },
    unsaid={"month": MONTHS},
    period=("year", "month"),
)
