{# Japan's own rows for the one table of deliveries between sectors. #}
{% macro io_flow__mic_io() -%}
    select
        source,
        period as edition,
        economy_iso3,
        period,
        'MIC-13' as classification,
        from_code,
        from_name,
        from_kind,
        to_code,
        to_name,
        to_kind,
        'JPY' as currency,
        value_jpy as value_local,
        cast(null as decimal(18, 3)) as value_usd,
        document_id
    from {{ ref('stg_mic_io__table') }}
{%- endmacro %}
