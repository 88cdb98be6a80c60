{# The months of Taiwan that the files of a person hold. #}
{% macro block_state__taiwan_customs() -%}
    {%- set asked -%}
        select
            'TWN' as reporter_iso3,
            flow,
            commodity as code,
            period,
            document_id
        from {{ ref('stg_taiwan_customs__block') }}
    {%- endset -%}
    {{ monthly_blocks('taiwan_customs__trade', asked, ref('stg_taiwan_customs__trade'), by_period=true) }}
{%- endmacro %}
