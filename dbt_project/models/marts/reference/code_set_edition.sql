select
    material,
    code_set,
    hs_edition,
    hs_codes,
    is_restated,
    shared_with,
    change,
    same_goods_since
from {{ ref('int_code_set_edition') }}
