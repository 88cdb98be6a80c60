{# The World Bank's indicators: a year without a value is one for which it has none. #}
{% macro block_state__worldbank() -%}
    select
        'worldbank' as source,
        'worldbank__indicator' as dataset,
        i.iso3 as reporter_iso3,
        cast(null as varchar) as flow,
        i.indicator as item,
        i.period,
        'A' as frequency,
        case when i.value = 0 then 'zero' else i.state end as state,
        false as has_suppressed,
        i.document_id,
        d.retrieved_at
    from {{ ref('stg_worldbank__indicator') }} as i
    inner join {{ ref('stg_books__answer') }} as d on i.document_id = d.document_id
{%- endmacro %}
