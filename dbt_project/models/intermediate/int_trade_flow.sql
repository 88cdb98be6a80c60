with gathered as (
    {{ contributions('trade_flow') }}
),

flow as (
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
        cast(sum(value_local) as decimal(18, 3)) as value_local,
        -- a weight of 0 beside a value is one that is missing, whatever its source says
        cast(
            case
                when count(weight_kg) = count(*) and (sum(weight_kg) > 0 or sum(value_local) = 0) then sum(weight_kg)
            end
            as decimal(18, 3)
        ) as weight_kg,
        max(is_weight_estimated) as is_weight_estimated,
        min(document_id) as document_id,
        {{ number_set('row_number') }} as row_numbers
    from gathered
    group by
        source, reporter_iso3, partner_iso3, partner_kind, flow, hs_code, hs_edition, period, frequency, currency,
        valuation
)

select
    f.*,
    cast(case when f.currency = 'USD' then 1 else r.per_usd end as decimal(20, 8)) as currency_per_usd,
    -- dollars are taken over as they are: only a converted value passes through a division
    case
        when f.currency = 'USD' then f.value_local
        else cast(f.value_local / nullif(r.per_usd, 0) as decimal(18, 3))
    end as value_usd
from flow as f
left join {{ ref('int_exchange_rate') }} as r
    on
        f.currency = r.currency
        and f.period = r.period
        and f.frequency = r.frequency
