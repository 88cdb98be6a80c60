"""Korea: an answer is of a code and a year, in both directions, and holds all codes below its own."""

from expectations.cells import Cells

CELLS = Cells(
    exact={"year": 'substr("year", 1, 4)'},
    code=("commodity", "hscd"),
    period=("year",),
)
