select
    model,
    column_name,
    name,
    formula,
    unit,
    range_low,
    range_high,
    direction,
    edge_cases,
    authority
from {{ ref('indicator_definitions') }}
