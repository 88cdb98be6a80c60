{# The US Census Bureau's rows for the one table of trade flows. #}
{% macro trade_flow__us_census() -%}
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
        'USD' as currency,
        value_usd as value_local,
        weight_kg,
        case when weight_kg is not null then false end as is_weight_estimated,
        valuation,
        document_id,
        row_number
    from {{ ref('stg_us_census__trade') }}
{%- endmacro %}
