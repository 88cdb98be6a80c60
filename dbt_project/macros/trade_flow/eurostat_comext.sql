{# Eurostat's rows for the one table of trade flows: what members report, without groups of countries. #}
{% macro trade_flow__eurostat_comext() -%}
    select
        source,
        reporter_iso3,
        partner_iso3,
        partner_kind,
        flow,
        hs_code,
        hs_edition,
        period,
        frequency,
        'EUR' as currency,
        value_eur as value_local,
        weight_kg,
        case when weight_kg is not null then false end as is_weight_estimated,
        valuation,
        document_id,
        row_number
    from {{ ref('stg_eurostat_comext__trade') }}
    where state in ('reported', 'zero') and partner_kind <> 'group'
{%- endmacro %}
