{% set import_code = 'source, evidence, importer_iso3, material, stage, code_set, hs_code, period, frequency' %}
with summed as (
    select
        {{ import_code }},
        count(case when exporter_kind = 'world' then 1 end) as totals,
        sum(case when exporter_kind = 'world' then value_usd end) as world_usd,
        sum(case when exporter_kind = 'world' then weight_kg end) as world_kg,
        coalesce(sum(case when exporter_kind <> 'world' then value_usd end), 0) as partners_usd,
        coalesce(sum(case when exporter_kind <> 'world' then weight_kg end), 0) as partners_kg
    from {{ ref('int_material_flow') }}
    group by {{ import_code }}
),

compared as (
    select
        *,
        case
            when totals = 0 then 0
            when {{ is_residual('world_usd', 'partners_usd') }} then world_usd - partners_usd
            when world_usd is not null then 0
        end as residual_usd
    from summed
)

select
    {{ import_code }},
    totals > 0 as has_total,
    world_usd,
    world_kg,
    partners_usd,
    partners_kg,
    residual_usd,
    -- a residual with a value has a weight, and where the total has none beyond its partners, that weight is not known
    case
        when totals = 0 then 0
        when {{ is_residual('world_kg', 'partners_kg') }} then world_kg - partners_kg
        when residual_usd = 0 then 0
    end as residual_kg,
    case when partners_usd > world_usd then partners_usd - world_usd else 0 end as excess_usd,
    case when partners_kg > world_kg then partners_kg - world_kg else 0 end as excess_kg
from compared
