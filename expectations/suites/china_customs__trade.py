"""What must be true of one load of china_customs__trade: months of one direction, for the codes in its name."""

import great_expectations.expectations as gxe

from expectations import query_file
from expectations.drift import Drift
from expectations.partners import Partners

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
    *query_file.rules("raw.china_customs__trade"),
    gxe.ExpectColumnValuesToBeBetween(column="value", min_value=0),
    gxe.ExpectColumnValuesToBeBetween(column="quantity1", min_value=0),
    gxe.UnexpectedRowsExpectation(
        description="the codes of a file have one number of digits",
        unexpected_rows_query=SEVERAL_LEVELS,
    ),
]
