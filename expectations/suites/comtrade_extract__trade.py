"""What must be true of one load of comtrade_extract__trade: totals that add up, once the detail rows are left out."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.partners import Partners
from expectations.reference import codes

# The rule by which the raw table tells totals from details stands or falls with this: it holds in all 8,366 groups of
# the files of 2022 and 2024, while the naive sums of most groups are far off (2026-11-21).
PARTNERS_ADD_UP = """
select reporter, flow, cmd, year, world, partners
from (
    select
        reporter, flow, cmd, year,
        sum(value) filter (where partner = 0) as world,
        sum(value) filter (where partner <> 0) as partners
    from {batch}
    group by document_id, reporter, flow, cmd, year
)
where world is null or abs(world - coalesce(partners, 0)) > 0.001 * world
"""

DRIFT = Drift(
    series=("reporter", "flow", "cmd", "year"),
    member="partner",
    total="partner = 0",
    measures={"value USD": "value", "weight kg": "netwgt"},
)

PARTNERS = Partners(
    "partner", seed="comtrade_areas", code="comtrade_code", amounts={"value USD": "value"}, counts="partner <> 0"
)

RULES = [
    *(
        gxe.ExpectColumnValuesToNotBeNull(column=column)
        for column in ("year", "reporter", "partner", "cmd", "flow", "value")
    ),
    gxe.ExpectCompoundColumnsToBeUnique(column_list=["document_id", "reporter", "partner", "cmd", "flow"]),
    gxe.ExpectColumnValuesToBeInSet(column="flow", value_set=["M", "X"]),
    gxe.ExpectColumnValueLengthsToEqual(column="cmd", value=6),
    gxe.ExpectColumnValuesToBeInSet(column="reporter", value_set=codes("comtrade_areas", "comtrade_code")),
    gxe.ExpectColumnValuesToNotBeInSet(column="partner", value_set=[97, 975]),  # groups beside their members
    gxe.ExpectColumnValuesToBeBetween(column="value", min_value=0),
    gxe.ExpectColumnValuesToBeBetween(column="netwgt", min_value=0),
    gxe.UnexpectedRowsExpectation(
        description="the World row is the sum of the partner rows within 0.1 %",
        unexpected_rows_query=PARTNERS_ADD_UP,
    ),
]
