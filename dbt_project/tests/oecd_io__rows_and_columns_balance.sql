-- What an industry delivers is its output, its costs are its intermediate total, and the two with value added are its
-- output again. Figures are rounded to 0.1 million US dollars: rows of 54 of them differed by up to 0.8 million and
-- columns of 47 by up to 0.6; value added by up to 3.2 million in 2010 and 2011, as published (Japan, 2026-11-21).
with figure as (
    select
        edition,
        economy_iso3,
        period,
        from_code,
        from_kind,
        to_code,
        to_kind,
        value_usd / 1000000 as value_musd
    from {{ ref('stg_oecd_io__table') }}
),

delivered as (
    select
        edition,
        economy_iso3,
        period,
        from_code as industry,
        sum(value_musd) as row_sum
    from figure
    where from_kind = 'industry'
    group by edition, economy_iso3, period, from_code
),

used as (
    select
        edition,
        economy_iso3,
        period,
        to_code as industry,
        sum(case when from_kind in ('industry', 'tax') then value_musd end) as column_sum,
        sum(case when from_kind = 'subtotal' then value_musd end) as intermediate,
        sum(case when from_kind = 'value_added' then value_musd end) as value_added,
        sum(case when from_kind = 'output' then value_musd end) as output
    from figure
    where to_kind = 'industry'
    group by edition, economy_iso3, period, to_code
)

select
    u.*,
    d.row_sum
from used as u
left join delivered as d
    on
        u.edition = d.edition
        and u.economy_iso3 = d.economy_iso3
        and u.period = d.period
        and u.industry = d.industry
where not coalesce(
    abs(d.row_sum - u.output) <= 1
    and abs(u.column_sum - u.intermediate) <= 1
    and abs(u.intermediate + u.value_added - u.output) <= 4,
    false
)
