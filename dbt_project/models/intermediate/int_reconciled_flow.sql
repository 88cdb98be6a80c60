{#
    CEPII's reconciled flows, by HS code of the catalogue: of its own files, and of the extract by material, whose code
    is that of the materials and whose edition nobody states. Two codes of one economy in a year, such as 56 and 58 for
    Belgium, are added up, and both are named.
#}
select
    source,
    exporter_iso3,
    exporter_kind,
    importer_iso3,
    importer_kind,
    hs_code,
    hs_edition,
    period,
    release,
    {%- for code in ('exporter_code', 'importer_code') %}
    case
        when min({{ code }}) = max({{ code }}) then cast(min({{ code }}) as varchar)
        else cast(min({{ code }}) as varchar) || '+' || cast(max({{ code }}) as varchar)
    end as {{ code }}s,
    {%- endfor %}
    cast(sum(value_usd) as decimal(18, 3)) as value_usd,
    cast(case when count(weight_kg) = count(*) then sum(weight_kg) end as decimal(18, 3)) as weight_kg,
    false as is_cut_off,
    document_id,
    {{ number_set('row_number') }} as row_numbers
from {{ ref('stg_baci__trade') }}
group by
    source, exporter_iso3, exporter_kind, importer_iso3, importer_kind, hs_code, hs_edition, period, release, document_id
union all
select
    source,
    exporter_iso3,
    'economy' as exporter_kind,
    importer_iso3,
    'economy' as importer_kind,
    code_set as hs_code,
    'unstated' as hs_edition,
    period,
    release,
    cast(null as varchar) as exporter_codes,
    cast(null as varchar) as importer_codes,
    value_usd,
    cast(null as decimal(18, 3)) as weight_kg,
    true as is_cut_off,
    document_id,
    {{ number_list('row_number') }} as row_numbers
from {{ ref('stg_baci__material_flow') }}
where is_first_of_code_set
