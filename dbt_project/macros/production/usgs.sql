{# USGS's rows for the one table of production, capacity and reserves. #}
{% macro production__usgs() -%}
    select
        'usgs' as source,
        edition,
        commodity,
        material,
        stage,
        statistic,
        statistic_detail,
        content_basis,
        producer_iso3,
        producer_name,
        producer_kind,
        period,
        'A' as frequency,
        cast(value * t_per_unit as decimal(24, 6)) as quantity_t,
        cast(value_lower * t_per_unit as decimal(24, 6)) as quantity_lower_t,
        cast(value_upper * t_per_unit as decimal(24, 6)) as quantity_upper_t,
        value as quantity,
        value_lower as quantity_lower,
        value_upper as quantity_upper,
        unit,
        flag,
        flag = 'estimated' as is_estimated,
        nullif(concat_ws('; ', qualifier, notes), '') as note,
        token_before as printed_before,
        corrected_at,
        correction,
        document_id
    from {{ ref('stg_usgs__world_figure') }}
    where not is_excluded
{%- endmacro %}
