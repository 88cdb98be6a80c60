{% set import_set = 'source, evidence, importer_iso3, material, stage, code_set, period, frequency' %}
with named as (
    select
        {{ import_set }},
        exporter_iso3,
        exporter_kind,
        case when count(value_usd) = count(*) then sum(value_usd) end as value_usd,
        case when count(weight_kg) = count(*) then sum(weight_kg) end as weight_kg,
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
        case when count(residual_kg) = count(*) then sum(residual_kg) end as weight_kg,
        cast(null as boolean) as is_weight_estimated
    from {{ ref('int_import_code') }}
    where residual_usd > 0 or residual_kg > 0
    group by {{ import_set }}
),

supplier as (
    select * from named
    union all by name
    select * from residual
),

by_basis as (
    select
        *,
        'value' as basis,
        value_usd as amount
    from supplier
    union all
    select
        *,
        'weight' as basis,
        weight_kg as amount
    from supplier
)

select
    *,
    exporter_kind = 'economy' as is_known_origin,
    case
        when exporter_kind = 'economy' and amount > 0
            then row_number() over (
                partition by {{ import_set }}, basis, exporter_kind
                order by amount desc nulls last, exporter_iso3 asc
            )
    end as place
from by_basis
