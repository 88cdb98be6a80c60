with gathered as (
    {{ contributions('withheld') }}
),

summed as (
    select
        source,
        reporter_iso3,
        flow,
        hs_code,
        period,
        frequency,
        currency,
        is_counted,
        max(case when partner_kind = 'world' then value_local end) as world_local,
        max(case when partner_kind = 'world' then weight_kg end) as world_kg,
        case when count(value_local) = count(*) then sum(value_local) end as partners_local,
        case when count(weight_kg) = count(*) then sum(weight_kg) end as partners_kg,
        min(document_id) as document_id
    from gathered
    group by source, reporter_iso3, flow, hs_code, period, frequency, currency, is_counted
)

select
    s.source,
    s.reporter_iso3,
    s.flow,
    s.hs_code,
    regexp_replace(s.hs_code, '[^0-9].*$', '') as digits,
    s.period,
    s.frequency,
    s.is_counted,
    cast(
        coalesce(s.world_local, s.partners_local) / case when s.currency = 'USD' then 1 else nullif(r.per_usd, 0) end
        as decimal(18, 3)
    ) as limit_usd,
    coalesce(s.world_kg, s.partners_kg) as limit_kg,
    s.document_id
from summed as s
left join {{ ref('int_exchange_rate') }} as r
    on
        s.currency = r.currency
        and s.period = r.period
        and s.frequency = r.frequency
