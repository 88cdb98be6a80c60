{# Two codes of one economy in a year, such as 56 and 58 for Belgium, are added up, and both are named. #}
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
    document_id,
    {{ number_set('row_number') }} as row_numbers
from {{ ref('stg_baci__trade') }}
group by
    source, exporter_iso3, exporter_kind, importer_iso3, importer_kind, hs_code, hs_edition, period, release, document_id
