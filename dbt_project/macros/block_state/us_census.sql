{# The months of the United States. #}
{% macro block_state__us_census() -%}
    {%- set asked -%}
        select
            'USA' as reporter_iso3,
            case flow when 'imports' then 'M' else 'X' end as flow,
            commodity as code,
            period,
            document_id
        from {{ ref('stg_us_census__block') }}
    {%- endset -%}
    {{ monthly_blocks('us_census__trade', asked, ref('stg_us_census__trade'), by_period=true) }}
{%- endmacro %}
