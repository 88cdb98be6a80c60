{# The OECD's rows for the one table of deliveries between sectors. #}
{% macro io_flow__oecd_io() -%}
    select
        source,
        edition,
        economy_iso3,
        period,
        'ISIC4-45' as classification,
        from_code,
        from_name,
        from_kind,
        to_code,
        to_name,
        to_kind,
        'USD' as currency,
        value_usd as value_local,
        value_usd,
        document_id
    from {{ ref('stg_oecd_io__table') }}
{%- endmacro %}
