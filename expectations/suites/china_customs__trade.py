"""What must be true of one load of china_customs__trade: months of one direction, for the codes in its name."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.partners import Partners

OUTSIDE_ITS_NAME = """
select b.document_id, b.commodity, b.month
from {batch} as b
inner join (
    select document_id, any_value(scope) as scope
    from raw.sighting
    group by document_id
) as s on b.document_id = s.document_id
where not exists (
    select 1
    from unnest(cast(s.scope -> '$.commodity' as varchar[])) as asked (commodity)
    where starts_with(b.commodity, asked.commodity)
)
"""

# Four digits beside their six or eight would count the same trade twice.
SEVERAL_LEVELS = """
select document_id, count(distinct length(commodity)) as levels
from {batch}
group by document_id
having count(distinct length(commodity)) > 1
"""

DRIFT = Drift(
    series=("flow", "commodity", "month", "currency"),
    member="partner",
    measures={"value": "value", "quantity": "quantity1"},
)

PARTNERS = Partners("partner", seed="china_customs_areas", code="gacc_code", amounts={"value": "value"})

RULES = [
    gxe.ExpectColumnValuesToBeInSet(column="flow", value_set=["M", "X"]),
    gxe.ExpectColumnValuesToBeBetween(column="value", min_value=0),
    gxe.ExpectColumnValuesToBeBetween(column="quantity1", min_value=0),
    gxe.UnexpectedRowsExpectation(
        description="each code begins with one in the name of the file",
        unexpected_rows_query=OUTSIDE_ITS_NAME,
    ),
    gxe.UnexpectedRowsExpectation(
        description="the codes of a file have one number of digits",
        unexpected_rows_query=SEVERAL_LEVELS,
    ),
]
