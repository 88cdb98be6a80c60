select
    source,
    'reconciled' as evidence,
    exporter_iso3,
    importer_iso3,
    cast(null as varchar) as material,
    hs_code,
    hs_code as code_set,
    hs_edition,
    period,
    'A' as frequency,
    'FOB' as valuation,
    value_usd,
    weight_kg,
    release,
    exporter_codes,
    importer_codes,
    document_id
from {{ ref('int_reconciled_flow') }}
where hs_edition <> 'unstated'
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
    cast(null as varchar) as exporter_codes,
    cast(null as varchar) as importer_codes,
    document_id
from {{ ref('stg_baci__material_flow') }}
