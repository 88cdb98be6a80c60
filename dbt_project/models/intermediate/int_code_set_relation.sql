{#
    Which code sets hold all goods of another, in every edition in which both have any: the totals of the one cannot be
    above those of the other.
#}
-- where a code of the set is of the edition it means itself, whatever another material's set of that name became
with meant as (
    select
        code_set,
        hs_edition,
        hs_code,
        is_restated,
        min(case when is_restated then 1 else 0 end) over (partition by code_set, hs_edition) as are_all_restated
    from {{ ref('int_code_set_goods') }}
),

goods as (
    select distinct
        code_set,
        hs_edition,
        hs_code
    from meant
    where not is_restated or are_all_restated = 1
),

counted as (
    select
        code_set,
        hs_edition,
        count(*) as codes
    from goods
    group by code_set, hs_edition
),

shared as (
    select
        p.code_set as part_set,
        w.code_set as whole_set,
        p.hs_edition,
        count(*) as codes
    from goods as p
    inner join goods as w on p.hs_edition = w.hs_edition and p.hs_code = w.hs_code
    group by p.code_set, w.code_set, p.hs_edition
),

contained as (
    select
        p.code_set as part_set,
        w.code_set as whole_set
    from counted as p
    inner join counted as w on p.hs_edition = w.hs_edition
    left join shared as s
        on
            p.code_set = s.part_set
            and w.code_set = s.whole_set
            and p.hs_edition = s.hs_edition
    group by p.code_set, w.code_set
    having count(case when s.codes = p.codes then 1 end) = count(*)
),

one_material as (
    select distinct
        p.code_set as part_set,
        w.code_set as whole_set
    from {{ ref('material_codes') }} as p
    inner join {{ ref('material_codes') }} as w on p.material = w.material
)

select
    c.part_set,
    c.whole_set,
    case
        when c.part_set = c.whole_set then 'itself'
        when b.part_set is not null then 'same goods'
        else 'part'
    end as relation,
    m.part_set is not null as is_of_one_material
from contained as c
left join contained as b on c.part_set = b.whole_set and c.whole_set = b.part_set
left join one_material as m on c.part_set = m.part_set and c.whole_set = m.whole_set
