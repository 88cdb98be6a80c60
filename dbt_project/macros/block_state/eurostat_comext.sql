{# The months of each member that Eurostat has: one answer is for all of them, a file of a person for some. #}
{% macro block_state__eurostat_comext() -%}
    {%- set asked -%}
        select
            r.reporter_iso3,
            case b.flow when '1' then 'M' else 'X' end as flow,
            b.product as code,
            b.period,
            b.document_id
        from {{ ref('stg_eurostat_comext__block') }} as b
        inner join (
            select
                a.comext_code,
                a.partner_key as reporter_iso3
            from {{ ref('eurostat_comext_areas') }} as a
            inner join (select distinct reporter_iso3 from {{ ref('stg_eurostat_comext__trade') }}) as t
                on a.partner_key = t.reporter_iso3
        ) as r on b.reporter = r.comext_code
    {%- endset -%}
    {{ monthly_blocks('eurostat_comext__trade', asked, ref('stg_eurostat_comext__trade'), by_period=true) }}
{%- endmacro %}
