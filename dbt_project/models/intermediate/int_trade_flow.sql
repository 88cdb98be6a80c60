with gathered as (
    {{ contributions('trade_flow') }}
)

select
    source,
    reporter_iso3,
    partner_iso3,
    partner_kind,
    flow,
    hs_code,
    hs_edition,
    period,
    frequency,
    currency,
    valuation,
    cast(sum(value_local) as decimal(20, 3)) as value_local,
    cast(case when currency = 'USD' then sum(value_local) end as decimal(20, 3)) as value_usd,
    cast(case when count(weight_kg) = count(*) then sum(weight_kg) end as decimal(20, 3)) as weight_kg,
    max(is_weight_estimated) as is_weight_estimated,
    min(document_id) as document_id
from gathered
group by
    source, reporter_iso3, partner_iso3, partner_kind, flow, hs_code, hs_edition, period, frequency, currency, valuation
