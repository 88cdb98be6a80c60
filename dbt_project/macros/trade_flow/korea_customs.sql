{# The Korea Customs Service's rows for the one table of trade flows. #}
{% macro trade_flow__korea_customs() -%}
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
    from {{ ref('stg_korea_customs__trade') }}
{%- endmacro %}
