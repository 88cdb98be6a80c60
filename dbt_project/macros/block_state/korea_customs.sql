{# Korea's months: an answer is for both flows. #}
{% macro block_state__korea_customs() -%}
    {%- set asked -%}
        select
            'KOR' as reporter_iso3,
            f.flow,
            b.commodity as code,
            b.year,
            b.document_id
        from {{ ref('stg_korea_customs__block') }} as b
        cross join (select 'M' as flow union all select 'X') as f
    {%- endset -%}
    {{ monthly_blocks('korea_customs__trade', asked, ref('stg_korea_customs__trade')) }}
{%- endmacro %}
