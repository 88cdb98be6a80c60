{# BGS's rows for the one table of production, capacity and reserves; production only, and no world total. #}
{% macro production__bgs() -%}
    select
        source,
        edition,
        commodity,
        material,
        stage,
        'production' as statistic,
        statistic_detail,
        case
            when form in ('metal', 'metal content') then 'contained'
            when form like 'oxide%' then 'oxide'
            else 'gross'
        end as content_basis,
        producer_iso3,
        producer_name,
        'economy' as producer_kind,
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
        note,
        cast(null as varchar) as printed_before,
        cast(null as date) as corrected_at,
        cast(null as varchar) as correction,
        document_id
    from {{ ref('stg_bgs__production') }}
{%- endmacro %}
