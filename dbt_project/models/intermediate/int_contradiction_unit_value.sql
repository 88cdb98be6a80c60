{#
    Totals whose value per kilogram is orders of magnitude off that of other importers of the same codes in the same
    period or, where there are few, of the importer's own other periods. One row per total that is accused, and basis:
    the one that leaves what another source has, or what is usual for the importer; both where that does not tell.
#}
with judged as (
    select
        *,
        coalesce(importers, 0) >= {{ var('unit_value_importers') }} as has_market
    from {{ ref('int_unit_value') }}
),

measured as (
    select
        *,
        case when has_market then 'other importers' else 'its other periods' end as against,
        case when has_market then importers else periods end as witnesses,
        case when has_market then market_price_log else own_price_log end as middle,
        case when has_market then market_spread else own_spread end as spread,
        abs(value_log - usual_value_log) as value_moved,
        abs(weight_log - usual_weight_log) as weight_moved,
        ln({{ var('unit_value_steady') }}) as steady
    from judged
),

off as (
    select
        *,
        coalesce(value_moved < steady and weight_moved > 2 * steady, false) as is_weight_alone,
        coalesce(weight_moved < steady and value_moved > 2 * steady, false) as is_value_alone
    from measured
    where
        witnesses >= {{ var('unit_value_periods') }}
        and abs(price_log - middle) > ln({{ var('unit_value_factor') }})
        and abs(price_log - middle) > {{ var('unit_value_spreads') }} * spread
        -- worth as much at least, or weighing what is usually worth as much
        and greatest(value_log, weight_log + middle) >= ln({{ var('unit_value_floor_usd') }})
),

by_basis as (
    select
        *,
        'value' as basis
    from off
    where not is_weight_alone
    union all
    select
        *,
        'weight' as basis
    from off
    where not is_value_alone
)

select
    'unit value out of range' as rule,
    source,
    evidence,
    importer_iso3,
    code_set,
    period,
    frequency,
    basis,
    cast(exp(price_log) as decimal(38, 6)) as figure,
    cast(exp(middle) as decimal(38, 6)) as figure_against,
    against as source_against,
    code_set as code_set_against,
    case when has_market then period end as period_against,
    exp(abs(price_log - middle)) as factor,
    cast(witnesses as integer) as witnesses,
    not is_weight_alone and not is_value_alone as is_mutual,
    document_ids,
    cast(null as varchar) as documents_against
from by_basis
