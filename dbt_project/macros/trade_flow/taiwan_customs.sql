{# Taiwan's monthly rows for the one table of trade flows, in US dollars. #}
{% macro trade_flow__taiwan_customs() -%}
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
        currency,
        value_local,
        weight_kg,
        case when weight_kg is not null then false end as is_weight_estimated,
        valuation,
        document_id,
        row_number
    from {{ ref('stg_taiwan_customs__trade') }}
{%- endmacro %}
