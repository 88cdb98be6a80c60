select
    threshold,
    indicator,
    value,
    direction,
    authority,
    document,
    note
from {{ ref('thresholds') }}
