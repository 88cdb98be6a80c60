-- Of each edition of the Harmonized System there are codes, its own or restated, that stand for each material.
with edition as (
    select distinct edition
    from {{ ref('hs_headings') }}
),

wanted as (
    select
        m.material,
        e.edition
    from {{ ref('materials') }} as m
    cross join edition as e
)

select w.*
from wanted as w
left join {{ ref('int_code_set_goods') }} as g on w.material = g.material and w.edition = g.hs_edition
where g.material is null
