{{ config(schema='price') }}
with price as (
    select
        f.*,
        u.usd_per_kg
    from {{ ref('stg_usgs__us_figure') }} as f
    left join {{ ref('usgs_price_units') }} as u on f.unit = u.unit_printed
    where f.statistic = 'price'
)

select
    'usgs' as source,
    edition,
    chapter,
    commodity,
    material,
    statistic_detail,
    cast(table_number as integer) as table_number,
    period,
    'A' as frequency,
    value,
    value_lower,
    value_upper,
    unit,
    cast(value * usd_per_kg as double) as price_usd_per_kg,
    cast(value_lower * usd_per_kg as double) as price_low_usd_per_kg,
    cast(value_upper * usd_per_kg as double) as price_high_usd_per_kg,
    case
        when value is null then 'price ' || replace(flag, '_', ' ')
        when usd_per_kg is null then 'no price by weight'
    end as reason,
    flag,
    flag = 'estimated' as is_estimated,
    notes as note,
    is_newest_edition,
    document_id
from price
