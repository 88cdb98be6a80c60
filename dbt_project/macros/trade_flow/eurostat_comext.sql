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
        false as is_weight_estimated,
        valuation,
        document_id
    from {{ ref('stg_eurostat_comext__trade') }}
    where state = 'reported' and partner_kind <> 'group'
{%- endmacro %}
