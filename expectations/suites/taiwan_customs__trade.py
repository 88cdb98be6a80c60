"""What must be true of one load of taiwan_customs__trade: months of one direction, for the codes in its name."""

import great_expectations.expectations as gxe

from expectations import query_file
from expectations.drift import Drift
from expectations.partners import Partners

# Four digits beside their six or eight would count the same trade twice.
ONE_ABOVE_ANOTHER = """
select distinct below.document_id, above.commodity as above, below.commodity as below
from (select distinct document_id, commodity from {batch}) as above
inner join (select distinct document_id, commodity from {batch}) as below
    on
        above.document_id = below.document_id
        and above.commodity <> below.commodity
        and starts_with(below.commodity, above.commodity)
"""

DRIFT = Drift(
    series=("flow", "commodity", "month"),
    member="partner",
    measures={"value": "value_kusd", "weight in tonnes": "weight_tne", "weight in kg": "weight_kgm"},
)

PARTNERS = Partners(
    "partner",
    seed="taiwan_customs_areas",
    code="name_words",
    looked_up="partner_words",
    amounts={"value": "value_kusd"},
)

RULES = [
    *query_file.rules("raw.taiwan_customs__trade"),
    gxe.ExpectColumnValuesToBeBetween(column="value_kusd", min_value=0),
    gxe.ExpectColumnValuesToBeBetween(column="weight_tne", min_value=0),
    gxe.ExpectColumnValuesToBeBetween(column="weight_kgm", min_value=0),
    gxe.UnexpectedRowsExpectation(
        description="no code of a file is above another",
        unexpected_rows_query=ONE_ABOVE_ANOTHER,
    ),
]
