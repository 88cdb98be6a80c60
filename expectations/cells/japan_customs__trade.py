"""Japan: an answer is of a flow, a year, and codes of nine digits or whole chapters; it may come in pages."""

from expectations.cells import Cells

CELLS = Cells(
    exact={"flow": "case direction when 1 then 'X' else 'M' end", "year": 'cast("year" as varchar)'},
    code=("codes", "code"),
    period=("year",),
    unit="coalesce(scope ->> '$.answer[0]', key)",
)
