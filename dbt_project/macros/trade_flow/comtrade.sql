{# UN Comtrade's rows for the one table of trade flows. #}
{% macro trade_flow__comtrade() -%}
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
        is_weight_estimated,
        valuation,
        document_id,
        row_number
    from {{ ref('stg_comtrade__trade') }}
{%- endmacro %}
