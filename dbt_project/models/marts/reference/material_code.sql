select
    material,
    code_set,
    hs_code,
    stage,
    fit,
    preference,
    edition_from,
    edition_to,
    note
from {{ ref('material_codes') }}
