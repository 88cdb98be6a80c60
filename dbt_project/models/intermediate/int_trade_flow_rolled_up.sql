{% set flow_key = 'source, reporter_iso3, flow, hs_code, period, frequency' %}
with flow as (
    select *
    from {{ ref('int_trade_flow') }}
    where flow = 'M'
),

-- only a code that was asked for whole is the sum of what lies below it
target as (
    select distinct
        b.source,
        b.reporter_iso3,
        b.flow,
        b.item as hs_code,
        b.period,
        b.frequency
    from {{ ref('int_block_state') }} as b
    where
        b.state in ('reported', 'zero', 'suppressed')
        and b.item in (select m.hs_code from {{ ref('material_codes') }} as m)
),

reported as (
    select distinct {{ flow_key }}
    from flow
),

missing as (
    select t.*
    from target as t
    left join reported as r
        on
            t.source = r.source
            and t.reporter_iso3 = r.reporter_iso3
            and t.flow = r.flow
            and t.hs_code = r.hs_code
            and t.period = r.period
            and t.frequency = r.frequency
    where r.source is null
),

-- of two levels below a code, such as Korea's six and ten digits, one is the sum of the other
below as (
    select
        f.*,
        m.hs_code as target_code,
        length(f.hs_code) as digits,
        min(length(f.hs_code)) over (
            partition by f.source, f.reporter_iso3, f.flow, f.period, f.frequency, m.hs_code
        ) as fewest_digits
    from flow as f
    inner join missing as m
        on
            f.source = m.source
            and f.reporter_iso3 = m.reporter_iso3
            and f.flow = m.flow
            and f.period = m.period
            and f.frequency = m.frequency
            and substr(f.hs_code, 1, 4) = substr(m.hs_code, 1, 4)
            and f.hs_code like m.hs_code || '%'
)

select
    source,
    reporter_iso3,
    partner_iso3,
    partner_kind,
    flow,
    hs_code,
    target_code as rolled_up_to,
    case when digits > 6 then {{ hs_edition_in_force('period') }} else hs_edition end as hs_edition,
    hs_edition as rolled_up_from,
    period,
    frequency,
    valuation,
    value_usd,
    weight_kg,
    is_weight_estimated,
    document_id,
    row_numbers
from below
where digits = fewest_digits
