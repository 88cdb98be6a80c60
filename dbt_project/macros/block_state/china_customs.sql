{# The months of China that the files of a person hold. #}
{% macro block_state__china_customs() -%}
    {%- set asked -%}
        select
            'CHN' as reporter_iso3,
            flow,
            commodity as code,
            period,
            document_id
        from {{ ref('stg_china_customs__block') }}
    {%- endset -%}
    {{ monthly_blocks('china_customs__trade', asked, ref('stg_china_customs__trade'), by_period=true) }}
{%- endmacro %}
