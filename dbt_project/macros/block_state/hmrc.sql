{# The United Kingdom's months: an answer is for both flows, its first page stands for the others. #}
{% macro block_state__hmrc() -%}
    {%- set asked -%}
        select
            'GBR' as reporter_iso3,
            f.flow,
            p.commodity as code,
            p.year,
            p.document_id
        from {{ ref('stg_hmrc__page') }} as p
        cross join (select 'M' as flow union all select 'X') as f
        where p.key not like '%-page-%'
    {%- endset -%}
    {{ monthly_blocks('hmrc__trade', asked, ref('stg_hmrc__trade')) }}
{%- endmacro %}
