"""What must be true of a file that a person queried and named: it holds what its name says, and all partners of it.

For raw tables of customs with the columns flow, month, commodity, partner and other_columns.
"""

from __future__ import annotations

from typing import Any

import great_expectations.expectations as gxe

# A name without -all or -selection promises all partners. Half a year of trade with three partners or fewer is what a
# query of chosen partners looks like (seen: soya beans from Argentina, Brazil and the United States); true of some
# eight-digit codes, and then the name can say so (2026-11-26).
FEW, MONTHS = 3, 6
# Beside what passed before for the same codes: fewer than half of the partners a month, of at least four.
FEWER_BY, AT_LEAST = 0.5, 4

RENAME = (
    "name a file of chosen partners -selection before .csv, and one that holds all of them -all, and import it again"
)

_OUTSIDE_ITS_NAME = """
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

_FEW_PARTNERS = """
select b.document_id, count(distinct b.partner) as partners, count(distinct b.month) as months
from {{batch}} as b
inner join (
    select document_id, any_value(scope) as scope
    from raw.sighting
    group by document_id
) as s on b.document_id = s.document_id
where (s.scope -> '$.coverage') is null
group by b.document_id
having count(distinct b.partner) <= {few} and count(distinct b.month) >= {months}
"""

_FEWER_PARTNERS = """
with scope as (
    select document_id, any_value(scope ->> '$.coverage[0]') as coverage
    from raw.sighting
    group by document_id
),

mine as (
    select b.document_id, b.flow, b.commodity, b.month, count(distinct b.partner) as partners
    from {{batch}} as b
    inner join scope as s on b.document_id = s.document_id
    where s.coverage is null
    group by all
),

usual as (
    select flow, commodity, median(partners) as partners
    from (
        select t.document_id, t.flow, t.commodity, t.month, count(distinct t.partner) as partners
        from {table} as t
        inner join raw.validation as v on t.document_id = v.document_id and v.is_passed
        inner join scope as s on t.document_id = s.document_id
        where
            coalesce(s.coverage, 'all') = 'all'
            and t.document_id not in (select o.document_id from {{batch}} as o)
        group by all
    )
    group by all
)

select m.document_id, round(avg(m.partners), 1) as partners_a_month, round(avg(u.partners), 1) as usual
from mine as m
inner join usual as u on m.flow = u.flow and m.commodity = u.commodity
group by m.document_id
having avg(u.partners) >= {at_least} and avg(m.partners) < {fewer_by} * avg(u.partners)
"""


def rules(table: str) -> list[Any]:
    """The expectations on the files of one raw table, such as raw.china_customs__trade."""
    return [
        gxe.ExpectColumnValuesToBeInSet(column="flow", value_set=["M", "X"]),
        gxe.UnexpectedRowsExpectation(
            description="each code begins with one in the name of the file, which has the codes that were queried",
            unexpected_rows_query=_OUTSIDE_ITS_NAME,
        ),
        gxe.UnexpectedRowsExpectation(
            description=f"more than {FEW} partners in {MONTHS} months or more; {RENAME}",
            unexpected_rows_query=_FEW_PARTNERS.format(few=FEW, months=MONTHS),
        ),
        gxe.UnexpectedRowsExpectation(
            description=f"at least {FEWER_BY:.0%} of the partners that its codes have had in a month so far; {RENAME}",
            unexpected_rows_query=_FEWER_PARTNERS.format(table=table, fewer_by=FEWER_BY, at_least=AT_LEAST),
        ),
        gxe.UnexpectedRowsExpectation(
            description="no column of the file that is not known, and not read",
            severity="warning",
            unexpected_rows_query="""
                select document_id, other_columns, count(*) as "rows" from {batch}
                where other_columns is not null
                group by document_id, other_columns
            """,
        ),
    ]
