select
    material,
    code_set,
    hs_code,
    stage,
    fit,
    preference,
    note
from {{ ref('material_codes') }}
