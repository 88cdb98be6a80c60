select
    'usgs' as source,
    edition,
    chapter,
    commodity,
    material,
    statistic_detail,
    country_iso3 as exporter_iso3,
    country_name as exporter_name,
    country_kind as exporter_kind,
    cast(table_number as integer) as table_number,
    period,
    cast(period_from as integer) as period_from,
    cast(period_to as integer) as period_to,
    cast(value as double) / 100 as share,
    cast(value_lower as double) / 100 as share_low,
    cast(coalesce(value_upper, 100) as double) / 100 as share_high,
    flag,
    notes as note,
    is_newest_edition,
    document_id
from {{ ref('stg_usgs__us_figure') }}
where statistic = 'import sources'
