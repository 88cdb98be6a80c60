{#
    By which codes people may ask for a code set: its own, the six-digit codes that are the same goods in some edition,
    and both with each heading that is whole in place of the codes under it.
#}
with part as (
    select
        material,
        code_set,
        hs_edition,
        heading,
        case
            when max(case when length(hs_code) = 4 then 1 else 0 end) = 1 then heading
            else {{ distinct_list('hs_code', '+') }}
        end as shortest
    from {{ ref('int_code_set_option') }}
    group by material, code_set, hs_edition, heading
),

written as (
    select
        code_set as asked,
        code_set
    from {{ ref('material_codes') }}
    union all
    select
        hs_codes as asked,
        code_set
    from {{ ref('int_code_set_edition') }}
    union all
    select
        {{ distinct_list('shortest', '+') }} as asked,
        code_set
    from part
    group by material, code_set, hs_edition
)

select distinct
    asked,
    code_set
from written
