-- No flow stands for a material under a code, or in an edition, that is not the goods of its code set.
select f.*
from {{ ref('int_material_flow') }} as f
left join {{ ref('int_code_set_option') }} as o
    on
        f.material = o.material
        and f.code_set = o.code_set
        and f.goods_edition = o.hs_edition
        and f.set_code = o.hs_code
where f.set_code is not null and o.hs_code is null
