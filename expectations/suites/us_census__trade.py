"""What must be true of one load of us_census__trade: countries of Schedule C that add up to the Bureau's total."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.partners import Partners
from expectations.standard import unread
from warehouse.load import UNREAD

# Figures are whole dollars, so that the countries add up to the total exactly; 0.1 % or 10 dollars is for rounding of
# low-value shipments (2026-11-21).
# A row whose country cannot be read is one of a country.
COUNTRIES_ADD_UP = f"""
with country_row as (
    select
        document_id, flow, coalesce(i_commodity, e_commodity) as commodity, "time" as month,
        cty_code = '-' as is_total, coalesce(gen_val_mo, all_val_mo) as value
    from {{batch}}
    union all
    select
        document_id,
        content ->> '$.flow' as flow,
        coalesce(content ->> '$.I_COMMODITY', content ->> '$.E_COMMODITY') as commodity,
        content ->> '$.time' as month,
        false as is_total,
        cast(coalesce(content ->> '$.GEN_VAL_MO', content ->> '$.ALL_VAL_MO') as decimal(18, 3)) as value
    from raw.quarantine
    where
        dataset = 'us_census__trade' and starts_with(reason, '{UNREAD}')
        and document_id in (select document_id from {{batch}})
)

select flow, commodity, month, total, countries
from (
    select
        flow, commodity, month,
        count(*) filter (where is_total) as totals,
        sum(value) filter (where is_total) as total,
        sum(value) filter (where not is_total) as countries
    from country_row
    group by document_id, flow, commodity, month
)
where totals <> 1 or abs(total - coalesce(countries, 0)) > greatest(0.001 * total, 10)
"""  # noqa: S608

OUTSIDE_WHAT_WAS_ASKED = """
select b.document_id, b.flow, b.i_commodity, b.e_commodity, b."time" as month
from {batch} as b

inner join (
    select document_id, any_value(scope) as scope
    from raw.sighting
    group by document_id
) as s on b.document_id = s.document_id
where not (
    list_contains(cast(s.scope -> '$.flow' as varchar[]), b.flow)
    and list_contains(cast(s.scope -> '$.commodity' as varchar[]), coalesce(b.i_commodity, b.e_commodity))
    and list_contains(cast(s.scope -> '$.year' as varchar[]), substr(b."time", 1, 4))
)
"""

# Nobody may have traded a code in a year, or not yet.
MAY_BE_EMPTY = True

DRIFT = Drift(
    series=("flow", "coalesce(i_commodity, e_commodity)", '"time"'),
    member="cty_code",
    total="cty_code = '-'",
    measures={"value USD": "coalesce(gen_val_mo, all_val_mo)", "quantity": "coalesce(gen_qy1_mo, qty_1_mo)"},
    attributes={"unit of quantity": "unit_qy1"},
)

PARTNERS = Partners(
    "cty_code",
    seed="us_census_areas",
    code="schedule_c",
    amounts={"value USD": "coalesce(gen_val_mo, all_val_mo)"},
    counts="cty_code <> '-'",
)

RULES = [
    unread("column"),
    gxe.ExpectColumnValuesToBeInSet(column="flow", value_set=["imports", "exports"]),
    gxe.ExpectColumnValuesToBeInSet(column="comm_lvl", value_set=["HS2", "HS4", "HS6", "HS10"]),
    *(
        gxe.ExpectColumnValuesToBeBetween(column=column, min_value=0)
        for column in ("gen_val_mo", "con_val_mo", "gen_cif_mo", "gen_qy1_mo", "all_val_mo", "qty_1_mo")
    ),
    gxe.UnexpectedRowsExpectation(
        description="imports have a general value, exports a value of all of them",
        unexpected_rows_query="""
            select flow, cty_code, "time" as month from {batch}
            where case flow when 'imports' then gen_val_mo else all_val_mo end is null
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="each flow, code and month has one total, and it is the sum of the countries within 0.1 %",
        unexpected_rows_query=COUNTRIES_ADD_UP,
    ),
    gxe.UnexpectedRowsExpectation(
        description="each period is a month, such as 2024-01",
        unexpected_rows_query="""
            select "time" as month, count(*) as rows from {batch}
            where not regexp_full_match("time", '[0-9][0-9][0-9][0-9]-(0[1-9]|1[0-2])')
            group by "time"
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="each row is of the flow, code and year that were asked for",
        unexpected_rows_query=OUTSIDE_WHAT_WAS_ASKED,
    ),
]
