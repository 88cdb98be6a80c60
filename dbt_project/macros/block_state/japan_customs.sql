{# Japan's months. The files answer for whole chapters, the API for all codes below the six digits of each asked one. #}
{% macro block_state__japan_customs() -%}
    {%- set asked -%}
        select distinct
            'JPN' as reporter_iso3,
            flow,
            case when length(asked_code) > 6 then substr(asked_code, 1, 6) else asked_code end as code,
            cast(year as varchar) as year,
            document_id
        from {{ ref('stg_japan_customs__block') }}
    {%- endset -%}
    {{ monthly_blocks('japan_customs__trade', asked, ref('stg_japan_customs__trade')) }}
{%- endmacro %}
