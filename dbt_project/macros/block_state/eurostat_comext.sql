{# The months of each member that Eurostat has: one answer is for all of them. #}
{% macro block_state__eurostat_comext() -%}
    {%- set asked -%}
        select
            r.reporter_iso3,
            case b.flow when '1' then 'M' else 'X' end as flow,
            b.product as code,
            b.year,
            b.document_id
        from {{ ref('stg_eurostat_comext__block') }} as b
        cross join (select distinct reporter_iso3 from {{ ref('stg_eurostat_comext__trade') }}) as r
    {%- endset -%}
    {{ monthly_blocks('eurostat_comext__trade', asked, ref('stg_eurostat_comext__trade')) }}
{%- endmacro %}
