select
    source,
    evidence,
    importer_iso3,
    exporter_iso3,
    exporter_kind,
    material,
    code_set,
    hs_code,
    coalesce(rolled_up_from, hs_edition) as hs_edition,
    period,
    frequency,
    valuation,
    value_usd,
    weight_kg,
    document_id,
    {{ number_text('row_numbers') }} as row_numbers
from {{ ref('int_material_flow') }}
