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
    valuation,
    currency,
    value_local,
    currency_per_usd,
    value_usd,
    weight_kg,
    is_weight_estimated,
    document_id,
    {{ number_text('row_numbers') }} as row_numbers
from {{ ref('int_trade_flow') }}
where partner_kind <> 'world'
