select
    'usgs' as source,
    f.edition,
    f.chapter,
    f.commodity,
    f.material,
    f.statistic,
    f.statistic_detail,
    cast(f.table_number as integer) as table_number,
    f.period,
    'A' as frequency,
    f.value,
    f.value_lower,
    f.value_upper,
    f.unit,
    cast(f.value * u.t_per_unit as decimal(24, 6)) as quantity_t,
    f.flag,
    f.flag = 'estimated' as is_estimated,
    f.notes as note,
    f.is_newest_edition,
    f.document_id
from {{ ref('stg_usgs__us_figure') }} as f
left join {{ ref('usgs_units') }} as u on f.unit = u.unit_printed
where f.statistic not in ('price', 'import sources')
