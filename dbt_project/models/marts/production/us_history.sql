select
    'usgs_ds140' as source,
    commodity,
    'rare_earths' as material,
    statistic,
    period,
    'A' as frequency,
    value,
    unit,
    flag,
    case when value is null then 'figure ' || replace(flag, '_', ' ') end as reason,
    document_id
from {{ ref('stg_usgs__ds140') }}
