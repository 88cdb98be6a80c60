-- The listed pairs of an importer are a part of its imports: none without a total, none above it. 0.02 is the rounding
-- of 20 pairs to 0.001 (2026-11-21).
with listed as (
    select
        material,
        importer_iso3,
        period,
        sum(value_usd) as value_usd,
        sum(weight_kg) as weight_kg
    from {{ ref('stg_comtrade_mineral_series__flows') }}
    group by material, importer_iso3, period
)

select
    l.material,
    l.importer_iso3,
    l.period,
    l.value_usd,
    t.value_usd as total_usd,
    l.weight_kg,
    t.weight_kg as total_kg
from listed as l
left join {{ ref('stg_comtrade_mineral_series__totals') }} as t
    on
        l.material = t.material
        and l.importer_iso3 = t.area_key
        and l.period = t.period
        and t.flow = 'M'
where
    t.value_usd is null
    or l.value_usd > t.value_usd + 0.02
    or l.weight_kg > coalesce(t.weight_kg, 0) + 0.02
