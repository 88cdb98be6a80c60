"""What must be true of one load of eurostat_comext__trade: monthly figures of the members for what was asked."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.partners import Partners
from expectations.standard import unread
from pipelines.sources.eurostat_comext import INDICATORS, REPORTERS
from warehouse.load import UNREAD

# The world is the sum of its partners; members round to whole euros, so 0.1 % leaves room (2026-11-21). A partner
# that is counted in another one too, as GB and XI could be, breaks it.
# A row whose partner cannot be read is one of a partner.
PARTNERS_ADD_UP = f"""
with partner_row as (
    select document_id, reporter, product, flow, time_period, indicators, partner, obs_value
    from {{batch}}
    union all
    select
        document_id,
        content ->> '$.reporter' as reporter,
        content ->> '$.product' as product,
        content ->> '$.flow' as flow,
        content ->> '$.time_period' as time_period,
        content ->> '$.indicators' as indicators,
        '??' as partner,
        cast(content ->> '$.obs_value' as decimal(18, 3)) as obs_value
    from raw.quarantine
    where
        dataset = 'eurostat_comext__trade' and starts_with(reason, '{UNREAD}')
        and document_id in (select document_id from {{batch}})
)

select reporter, product, flow, time_period, world, partners
from (
    select
        reporter, product, flow, time_period,
        sum(obs_value) filter (where partner = 'WORLD') as world,
        sum(obs_value) filter (where length(partner) = 2) as partners
    from partner_row
    where indicators = 'VALUE_IN_EUROS'
    group by document_id, reporter, product, flow, time_period
)
where abs(world - coalesce(partners, 0)) > greatest(0.001 * world, 10)
"""  # noqa: S608

OUTSIDE_WHAT_WAS_ASKED = """
select b.document_id, b.freq, b.product, b.flow, b.time_period
from {batch} as b

inner join (
    select document_id, any_value(scope) as scope
    from raw.sighting
    group by document_id
) as s on b.document_id = s.document_id
where not (
    list_contains(cast(s.scope -> '$.freq' as varchar[]), b.freq)
    and list_contains(cast(s.scope -> '$.product' as varchar[]), b.product)
    and list_contains(cast(s.scope -> '$.flow' as varchar[]), b.flow)
    and list_contains(cast(s.scope -> '$.year' as varchar[]), substr(b.time_period, 1, 4))
)
"""

# Nobody may have traded a product in a year, or not yet.
MAY_BE_EMPTY = True

DRIFT = Drift(
    series=("reporter", "product", "flow", "time_period"),
    member="partner",
    total="partner = 'WORLD'",
    only="partner = 'WORLD' or length(partner) = 2",
    measures={
        "value EUR": "case when indicators = 'VALUE_IN_EUROS' then obs_value end",
        "weight 100 kg": "case when indicators = 'QUANTITY_IN_100KG' then obs_value end",
    },
    unit_value=("value EUR", "weight 100 kg"),
)

# Country codes have two letters; longer ones are aggregates, of which the publisher adds some when the Union or the
# euro area grows. An aggregate is never summed, so that any may come.
PARTNERS = Partners(
    "partner",
    seed="eurostat_comext_areas",
    code="comext_code",
    amounts={"value EUR": "obs_value"},
    counts="indicators = 'VALUE_IN_EUROS' and partner <> 'WORLD' "
    "and not regexp_full_match(partner, '(EU|EA|EXT_|INT_|EUROZONE)[A-Z0-9_]+')",
)

RULES = [
    unread("column"),
    gxe.ExpectColumnValuesToBeInSet(column="reporter", value_set=list(REPORTERS)),
    gxe.ExpectColumnValuesToBeInSet(column="flow", value_set=["1", "2"]),
    gxe.ExpectColumnValuesToBeInSet(column="indicators", value_set=list(INDICATORS)),
    gxe.ExpectColumnValuesToBeBetween(column="obs_value", min_value=0),
    gxe.UnexpectedRowsExpectation(
        description="where the world is given, it is the sum of the partners within 0.1 %",
        unexpected_rows_query=PARTNERS_ADD_UP,
    ),
    gxe.UnexpectedRowsExpectation(
        description="each period is a month, such as 2024-01",
        unexpected_rows_query="""
            select time_period, count(*) as rows from {batch}
            where not regexp_full_match(time_period, '[0-9][0-9][0-9][0-9]-(0[1-9]|1[0-2])')
            group by time_period
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="each row is of the frequency, product, flow and year that were asked for",
        unexpected_rows_query=OUTSIDE_WHAT_WAS_ASKED,
    ),
]
