"""China: a file is of a flow, codes and a year or a month of it, and holds all codes below its own.

A file of chosen partners covers nothing.
"""

from expectations.cells import MONTHS, Cells

CELLS = Cells(
    exact={"flow": "flow", "year": "substr(month, 1, 4)", "month": "substr(month, 5, 2)"},
    unsaid={"month": MONTHS},
    code=("commodity", "commodity"),
    period=("year", "month"),
    whole="coalesce(d.scope ->> '$.coverage[0]', 'all') <> 'selection'",
)
