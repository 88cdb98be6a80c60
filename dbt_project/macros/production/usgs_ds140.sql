{# Data Series 140: rare earths of the United States and the world since 1900. #}
{% macro production__usgs_ds140() -%}
    select
        'usgs_ds140' as source,
        cast(null as varchar) as edition,
        commodity,
        'rare_earths' as material,
        'mine' as stage,
        'production' as statistic,
        'Mine production' as statistic_detail,
        'oxide' as content_basis,
        case when statistic = 'production' then 'USA' end as producer_iso3,
        case when statistic = 'production' then 'United States' else 'World' end as producer_name,
        case when statistic = 'production' then 'economy' else 'world' end as producer_kind,
        period,
        'A' as frequency,
        value as quantity_t,
        value_lower as quantity_lower_t,
        value_upper as quantity_upper_t,
        value as quantity,
        value_lower as quantity_lower,
        value_upper as quantity_upper,
        unit,
        flag,
        cast(null as boolean) as is_estimated,
        'rare-earth oxide equivalent; calculated, estimated or reported' as note,
        document_id
    from {{ ref('stg_usgs__ds140') }}
    where statistic in ('production', 'world production')
{%- endmacro %}
