"""What must be true of one load of bgs__production: a page of the production of one commodity."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.reference import codes

# Beside each word of the publisher, what the quantity must be.
QUANTITY_CONTRADICTS = """
select country_trans, year, quantity, sdmx_code, data_precision_description
from {batch}
where
    not case coalesce(data_precision_description, '')
        when '' then quantity is not null
        when 'Nil (nothing produced)' then quantity = 0
        when 'Figures not available' then quantity is null
        when 'Quantity is more than 0 but less than 0.5' then coalesce(quantity, 0) < 0.5
        else false
    end
"""

NOT_WHAT_WAS_ASKED = """
select b.document_id, b.bgs_statistic_type_trans, b.bgs_commodity_trans
from {batch} as b

inner join (
    select document_id, any_value(scope) as scope
    from raw.sighting
    group by document_id
) as s on b.document_id = s.document_id
where not (
    list_contains(cast(s.scope -> '$.statistic' as varchar[]), b.bgs_statistic_type_trans)
    and list_contains(cast(s.scope -> '$.commodity' as varchar[]), b.bgs_commodity_trans)
)
"""

# The publisher answers a name that it does not have, or no longer has, without features.
MAY_BE_EMPTY = True

DRIFT = Drift(
    series=("bgs_commodity_trans", "bgs_sub_commodity_trans", "substr(year, 1, 4)", "units"),
    member="country_trans",
    measures={"quantity": "quantity"},
    part="page_offset > 0 or number_matched > 2000",
)

RULES = [
    *(
        gxe.ExpectColumnValuesToNotBeNull(column=column)
        for column in ("bgs_statistic_type_trans", "bgs_commodity_trans", "country_trans", "year", "units")
    ),
    gxe.ExpectColumnValuesToBeInSet(column="bgs_statistic_type_trans", value_set=["Production"]),
    gxe.ExpectColumnValuesToBeInSet(
        column="bgs_commodity_trans", value_set=codes("bgs_commodities", "commodity_printed")
    ),
    gxe.ExpectColumnValuesToBeInSet(column="units", value_set=codes("bgs_units", "unit_printed")),
    gxe.ExpectColumnValuesToBeBetween(column="quantity", min_value=0),
    gxe.UnexpectedRowsExpectation(
        description="each year is from 1970 on, which is where the figures begin",
        unexpected_rows_query="select year from {batch} "
        "where not coalesce(try_cast(substr(year, 1, 4) as integer) between 1970 and 2100, false)",
    ),
    gxe.UnexpectedRowsExpectation(
        description="each quantity is what the publisher's word beside it says",
        unexpected_rows_query=QUANTITY_CONTRADICTS,
    ),
    gxe.UnexpectedRowsExpectation(
        description="each row is of the statistic and commodity that were asked for",
        unexpected_rows_query=NOT_WHAT_WAS_ASKED,
    ),
]
