{# Japan's monthly rows for the one table of trade flows: the months that are published, with their zeros. #}
{% macro trade_flow__japan_customs() -%}
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
        'JPY' as currency,
        value_jpy as value_local,
        weight_kg,
        case when weight_kg is not null then false end as is_weight_estimated,
        valuation,
        document_id,
        row_number
    from {{ ref('stg_japan_customs__trade') }}
    where state in ('reported', 'zero')
{%- endmacro %}
