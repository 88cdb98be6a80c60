{# The extract's rows for the one table of trade flows. They give way to source comtrade in int_material_flow. #}
{% macro trade_flow__comtrade_extract() -%}
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
    from {{ ref('stg_comtrade_extract__trade') }}
{%- endmacro %}
