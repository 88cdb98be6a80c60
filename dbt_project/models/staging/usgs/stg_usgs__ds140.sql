{#- the columns of the table: statistic, column, unit -#}
{%- set printed = [
    ('production', 'production', 'metric tons'),
    ('imports', 'imports', 'metric tons'),
    ('exports', 'exports', 'metric tons'),
    ('apparent consumption', 'apparent_consumption', 'metric tons'),
    ('unit value', 'unit_value_usd_per_t', 'US dollars per metric ton'),
    ('unit value in dollars of 1998', 'unit_value_98usd_per_t', 'US dollars of 1998 per metric ton'),
    ('world production', 'world_production', 'metric tons'),
] -%}
with source as (
    select r.*
    from {{ source('usgs', 'usgs__ds140') }} as r
    inner join {{ ref('stg_books__current_document') }} as d on r.document_id = d.document_id
),

unpivoted as (
    {% for statistic, column, unit in printed %}
        select
            document_id,
            row_number,
            'Rare Earths' as commodity,
            '{{ statistic }}' as statistic,
            {{ usgs_text('year') }} as period,
            '{{ unit }}' as unit,
            {{ usgs_text(column) }} as token,
            cast(null as varchar) as notes,
            'reported' as status
        from source
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

figures as (
    {{ usgs_figures('unpivoted') }}
)

select
    document_id,
    row_number,
    commodity,
    statistic,
    period,
    unit,
    token,
    flag,
    cast(value as decimal(24, 6)) as value,
    cast(value_lower as decimal(24, 6)) as value_lower,
    cast(value_upper as decimal(24, 6)) as value_upper
from figures
