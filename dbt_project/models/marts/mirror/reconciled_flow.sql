with code as (
    select distinct hs_code
    from {{ ref('material_codes') }}
)

select
    t.source,
    'reconciled' as evidence,
    t.exporter_iso3,
    t.importer_iso3,
    cast(null as varchar) as material,
    t.hs_code,
    t.hs_code as code_set,
    t.hs_edition,
    t.period,
    'A' as frequency,
    'FOB' as valuation,
    t.value_usd,
    t.weight_kg,
    t.release,
    t.document_id
from {{ ref('stg_baci__trade') }} as t
inner join code as c on t.hs_code = c.hs_code
union all
select
    source,
    'reconciled' as evidence,
    exporter_iso3,
    importer_iso3,
    material,
    cast(null as varchar) as hs_code,
    code_set,
    cast(null as varchar) as hs_edition,
    period,
    'A' as frequency,
    'FOB' as valuation,
    value_usd,
    cast(null as decimal(18, 3)) as weight_kg,
    release,
    document_id
from {{ ref('stg_baci__material_flow') }}
