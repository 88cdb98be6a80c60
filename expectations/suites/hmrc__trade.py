"""What must be true of one load of hmrc__trade: rows of the Overseas Trade Statistics for what was asked."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.partners import Partners

# A page of an answer may hold any of its rows; what was asked for stands in the scope of each page.
OUTSIDE_WHAT_WAS_ASKED = """
select b.document_id, b.commodityid, b.monthid
from {batch} as b

inner join (
    select document_id, any_value(scope) as scope
    from raw.sighting
    group by document_id
) as s on b.document_id = s.document_id
where not (
    len(list_filter(
        cast(s.scope -> '$.commodity' as varchar[]),
        lambda prefix: starts_with(lpad(cast(b.commodityid as varchar), 8, '0'), prefix)
    )) > 0
    and list_contains(cast(s.scope -> '$.year' as varchar[]), cast(b.monthid // 100 as varchar))
)
"""

# Nobody may have traded a heading in a year, or not yet.
MAY_BE_EMPTY = True

DRIFT = Drift(
    series=("flowtypeid", "commodityid", "monthid"),
    member="coalesce(countrycodealpha, 'suppressed')",
    measures={"value GBP": "value", "weight kg": "netmass"},
    unit_value=("value GBP", "weight kg"),
    part="page > 1 or has_next_page",
)

PARTNERS = Partners(
    "countrycodealpha",
    seed="hmrc_areas",
    code="hmrc_code",
    amounts={"value GBP": "value"},
    counts="countryid is not null",
)

RULES = [
    gxe.ExpectColumnValuesToBeInSet(column="flowtypeid", value_set=[1, 2, 3, 4]),
    gxe.ExpectColumnValuesToBeInSet(column="suppressionindex", value_set=[0, 1, 2, 3, 4, 5]),
    gxe.ExpectColumnValuesToBeBetween(column="value", min_value=0),
    gxe.ExpectColumnValuesToBeBetween(column="netmass", min_value=0),
    gxe.UnexpectedRowsExpectation(
        description="a row without country or without value is marked as suppressed",
        unexpected_rows_query="""
            select monthid, commodityid, countryid, value, suppressionindex from {batch}
            where (countryid is null or value is null) and coalesce(suppressionindex, 0) = 0
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="each period is a month, such as 202401",
        unexpected_rows_query="""
            select monthid, count(*) as rows from {batch}
            where monthid % 100 not between 1 and 12 or monthid // 100 not between 1980 and 2100
            group by monthid
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="each row is of the commodities and the year that were asked for",
        unexpected_rows_query=OUTSIDE_WHAT_WAS_ASKED,
    ),
]
