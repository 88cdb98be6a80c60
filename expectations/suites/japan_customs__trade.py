"""What must be true of one load of japan_customs__trade: Japan's trade by 9-digit code, country and month."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.partners import Partners

# Each month is rounded to 1,000 yen, so that twelve of them may miss their total by six (2026-11-21).
MONTHS_ADD_UP = """
select document_id, direction, year, code, country, total, months
from (
    select
        document_id, direction, year, code, country,
        max(try_cast(value as decimal(18, 3))) filter (where month = 0) as total,
        sum(try_cast(value as decimal(18, 3))) filter (where month > 0) as months,
        count(try_cast(value as decimal(18, 3))) as numbers
    from {batch}
    group by all
)
where numbers = 13 and abs(total - months) > 6
"""

OUTSIDE_WHAT_WAS_ASKED = """
select b.document_id, b.direction, b.code
from {batch} as b

inner join (
    select document_id, any_value(scope) as scope
    from raw.sighting
    group by document_id
) as s on b.document_id = s.document_id
where not list_contains(cast(s.scope -> '$.codes' as varchar[]), b.code)
    and not list_contains(cast(s.scope -> '$.codes' as varchar[]), left(b.code, 2))
"""

# The API says so where nobody traded the codes asked for.
MAY_BE_EMPTY = True

# The total of a year grows with its months, so that only months are compared.
DRIFT = Drift(
    series=("direction", "year", "code", "month"),
    member="country",
    only="month > 0",
    measures={
        "value JPY 1,000": "try_cast(value as decimal(18, 3))",
        "quantity 1": "try_cast(quantity1 as decimal(18, 3))",
        "quantity 2": "try_cast(quantity2 as decimal(18, 3))",
    },
    attributes={"unit 1": "trim(unit1)", "unit 2": "trim(unit2)"},
    part="answer_cells > 100000",
)

# The mark - says that there was nothing.
PARTNERS = Partners(
    "country",
    seed="japan_customs_countries",
    code="customs_code",
    amounts={"value JPY 1,000": "case when value = '-' then 0 else try_cast(value as decimal(18, 3)) end"},
    counts="month > 0",
)

RULES = [
    gxe.ExpectColumnValuesToBeInSet(column="direction", value_set=[1, 2]),
    gxe.ExpectColumnValuesToBeBetween(column="month", min_value=0, max_value=12),
    gxe.UnexpectedRowsExpectation(
        description="no value or quantity is negative",
        unexpected_rows_query="""
            select document_id, code, country, month, quantity1, quantity2, value from {batch}
            where least(
                try_cast(quantity1 as decimal(18, 3)),
                try_cast(quantity2 as decimal(18, 3)),
                try_cast(value as decimal(18, 3))
            ) < 0
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="the months add up to the year within six thousand yen",
        unexpected_rows_query=MONTHS_ADD_UP,
    ),
    gxe.UnexpectedRowsExpectation(
        description="each row is of a code, or of a chapter, that was asked for",
        unexpected_rows_query=OUTSIDE_WHAT_WAS_ASKED,
    ),
]
