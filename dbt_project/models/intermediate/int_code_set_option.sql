{#
    Under which codes a source can report the goods of a code set. A heading whose subheadings all belong to the set is
    the same goods as they are together, so that either of the two answers; what the catalogue names goes first.
#}
with heading as (
    select
        edition,
        heading,
        count(*) as codes
    from {{ ref('hs_headings') }}
    group by edition, heading
),

goods as (
    select
        *,
        substr(hs_code, 1, 4) as heading
    from {{ ref('int_code_set_goods') }}
),

part as (
    select
        g.material,
        g.code_set,
        g.stage,
        g.hs_edition,
        g.heading,
        count(*) as codes,
        max(h.codes) as codes_of_heading,
        max(case when m.hs_code is not null then 1 else 0 end) as is_named_whole
    from goods as g
    inner join heading as h on g.hs_edition = h.edition and g.heading = h.heading
    left join {{ ref('material_codes') }} as m
        on
            g.material = m.material
            and g.code_set = m.code_set
            and g.heading = m.hs_code
    group by g.material, g.code_set, g.stage, g.hs_edition, g.heading
),

whole as (
    select
        material,
        code_set,
        hs_edition,
        count(*) as headings
    from part
    group by material, code_set, hs_edition
),

option as (
    select
        material,
        code_set,
        stage,
        hs_edition,
        heading,
        heading as hs_code,
        1 as option_codes,
        2 - is_named_whole as option_rank
    from part
    where codes = codes_of_heading
    union all
    select
        g.material,
        g.code_set,
        g.stage,
        g.hs_edition,
        g.heading,
        g.hs_code,
        p.codes as option_codes,
        1 + p.is_named_whole as option_rank
    from goods as g
    inner join part as p
        on
            g.material = p.material
            and g.code_set = p.code_set
            and g.hs_edition = p.hs_edition
            and g.heading = p.heading
)

select
    o.*,
    w.headings
from option as o
inner join whole as w
    on
        o.material = w.material
        and o.code_set = w.code_set
        and o.hs_edition = w.hs_edition
