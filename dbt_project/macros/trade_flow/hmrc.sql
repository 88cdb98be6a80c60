{# HMRC's rows for the one table of trade flows. Suppressed rows count: their value is trade of an unknown partner. #}
{% macro trade_flow__hmrc() -%}
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
        'GBP' as currency,
        value_gbp as value_local,
        weight_kg,
        case when weight_kg is not null then false end as is_weight_estimated,
        valuation,
        document_id,
        row_number
    from {{ ref('stg_hmrc__trade') }}
    where value_gbp is not null
{%- endmacro %}
