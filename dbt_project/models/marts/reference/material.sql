select
    material,
    name,
    symbol,
    is_rare_earth,
    note
from {{ ref('materials') }}
