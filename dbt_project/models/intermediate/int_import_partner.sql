{#
    A supplier's weight is that of its codes that have one: `is_weight_partial` where some have none, and the value
    without weight is not covered.
#}
{% set import_set = 'source, evidence, importer_iso3, material, stage, code_set, period, frequency' %}
with named as (
    select
        {{ import_set }},
        exporter_iso3,
        exporter_kind,
        case when count(value_usd) = count(*) then sum(value_usd) end as value_usd,
        sum(weight_kg) as weight_kg,
        sum(case when weight_kg is not null then value_usd end) as weighed_usd,
        count(case when value_usd is null and weight_kg is null then 1 end) as blind_rows,
        count(weight_kg) between 1 and count(*) - 1 as is_weight_partial,
        max(is_weight_estimated) as is_weight_estimated
    from {{ ref('int_material_flow') }}
    where exporter_kind <> 'world'
    group by {{ import_set }}, exporter_iso3, exporter_kind
),

-- What the publisher's own totals hold beyond the partners listed: confidential, suppressed or not in the selection.
-- Each code has its own, so that what one lacks is never made up by what another has too much.
residual as (
    select
        {{ import_set }},
        'RESIDUAL' as exporter_iso3,
        'residual' as exporter_kind,
        case when count(residual_usd) = count(*) then sum(residual_usd) end as value_usd,
        sum(residual_kg) as weight_kg,
        sum(case when residual_kg is not null then residual_usd end) as weighed_usd,
        count(case when residual_usd is null and residual_kg is null then 1 end) as blind_rows,
        count(residual_kg) between 1 and count(*) - 1 as is_weight_partial,
        cast(null as boolean) as is_weight_estimated
    from {{ ref('int_import_code') }}
    where residual_usd > 0 or residual_kg > 0
    group by {{ import_set }}
),

supplier as (
    select * from named
    union all
    select * from residual
)

select
    *,
    case
        when exporter_kind = 'economy' and value_usd > 0
            then cast(row_number() over (
                partition by {{ import_set }}, exporter_kind
                order by value_usd desc nulls last, exporter_iso3 asc
            ) as integer)
    end as value_place,
    case
        when exporter_kind = 'economy' and weight_kg > 0
            then cast(row_number() over (
                partition by {{ import_set }}, exporter_kind
                order by weight_kg desc nulls last, exporter_iso3 asc
            ) as integer)
    end as weight_place
from supplier
