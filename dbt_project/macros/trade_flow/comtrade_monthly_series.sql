{#
    China's monthly exports of one code, for the one table of trade flows. Derived figures of an exporter, without a
    World row: flow X keeps them out of import shares.
#}
{% macro trade_flow__comtrade_monthly_series() -%}
    select
        source,
        reporter_iso3,
        partner_iso3,
        'economy' as partner_kind,
        'X' as flow,
        hs_code,
        'unstated' as hs_edition,
        period,
        'M' as frequency,
        'USD' as currency,
        value_usd as value_local,
        weight_kg,
        cast(null as boolean) as is_weight_estimated,
        'FOB' as valuation,
        document_id,
        row_number
    from {{ ref('stg_comtrade_monthly_series__exports') }}
{%- endmacro %}
