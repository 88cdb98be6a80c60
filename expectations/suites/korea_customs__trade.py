"""What must be true of one load of korea_customs__trade: items of what was asked, without the grand total."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.partners import Partners

OUTSIDE_WHAT_WAS_ASKED = """
select b.document_id, b.hscd, b."year"
from {batch} as b

inner join (
    select document_id, any_value(scope) as scope
    from raw.sighting
    group by document_id
) as s on b.document_id = s.document_id
where not (
    len(list_filter(
        cast(s.scope -> '$.commodity' as varchar[]), lambda prefix: starts_with(b.hscd, prefix)
    )) > 0
    and list_contains(cast(s.scope -> '$.year' as varchar[]), substr(b."year", 1, 4))
)
"""

# Nobody may have traded a code in a year, or not yet.
MAY_BE_EMPTY = True

DRIFT = Drift(
    series=('"year"', "hscd"),
    member="statcd",
    measures={
        "imports USD": "impdlr",
        "imports kg": "impwgt",
        "exports USD": "expdlr",
        "exports kg": "expwgt",
    },
    unit_value=("imports USD", "imports kg"),
)

PARTNERS = Partners(
    "statcd",
    seed="korea_customs_areas",
    code="kcs_code",
    amounts={"imports USD": "impdlr", "exports USD": "expdlr"},
)

RULES = [
    *(
        gxe.ExpectColumnValuesToBeBetween(column=column, min_value=0)
        for column in ("expwgt", "impwgt", "expdlr", "impdlr")
    ),
    gxe.UnexpectedRowsExpectation(
        description="each period is a month, such as 2024.01",
        unexpected_rows_query="""
            select "year", count(*) as rows from {batch}
            where not regexp_full_match("year", '[0-9][0-9][0-9][0-9][.](0[1-9]|1[0-2])')
            group by "year"
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="the balance is exports less imports",
        unexpected_rows_query="""
            select "year", statcd, hscd, expdlr, impdlr, balpayments from {batch}
            where abs(expdlr - impdlr - balpayments) > 1
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="the items of one document have codes of one length, so that none is a part of another",
        unexpected_rows_query="""
            select document_id, min(hscd) as shortest, max(hscd) as longest from {batch}
            group by document_id
            having min(length(hscd)) <> max(length(hscd))
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="each row is of the code and the year that were asked for",
        unexpected_rows_query=OUTSIDE_WHAT_WAS_ASKED,
    ),
]
