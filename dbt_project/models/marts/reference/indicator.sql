select
    iso3,
    indicator,
    period,
    unit,
    value,
    state,
    released_on,
    document_id
from {{ ref('stg_worldbank__indicator') }}
