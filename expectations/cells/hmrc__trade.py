"""United Kingdom: an answer is of a heading and a year, in both directions, and may come in pages."""

from expectations.cells import Cells

CELLS = Cells(
    exact={"year": "cast(monthid // 100 as varchar)"},
    code=("commodity", "lpad(cast(commodityid as varchar), 8, '0')"),
    period=("year",),
    unit="split_part(key, '-page-', 1)",
)
