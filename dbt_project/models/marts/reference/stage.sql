select
    stage,
    name,
    position,
    covers,
    unit_basis
from {{ ref('stages') }}
