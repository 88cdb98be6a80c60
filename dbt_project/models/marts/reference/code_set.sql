select
    material,
    code_set,
    stage,
    fit,
    cast(preference as integer) as preference,
    edition_from,
    edition_to,
    shared_with,
    note
from {{ ref('int_code_set') }}
