with total as (
    select
        source,
        reporter_iso3,
        flow,
        hs_code,
        hs_edition,
        period,
        frequency,
        sum(case when partner_kind = 'world' then value_local end) as world_local,
        sum(case when partner_kind <> 'world' then value_local end) as partners_local,
        sum(case when partner_kind = 'world' then weight_kg end) as world_kg,
        sum(case when partner_kind <> 'world' then weight_kg end) as partners_kg,
        min(currency) as currency
    from {{ ref('int_trade_flow') }}
    group by source, reporter_iso3, flow, hs_code, hs_edition, period, frequency
)

select
    source,
    reporter_iso3,
    flow,
    hs_code,
    hs_edition,
    period,
    frequency,
    currency,
    world_local,
    partners_local,
    world_local - partners_local as residual_local,
    world_kg,
    partners_kg,
    world_kg - partners_kg as residual_kg
from total
where world_local is not null
