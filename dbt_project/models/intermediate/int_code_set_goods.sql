{#
    Which six-digit codes of each edition are the goods of a code set: its own in the editions of its validity, and in
    the others those that its codes became, where they became nothing else and nothing else became them. What would
    have to be divided is not restated, and neither is a set one of whose codes means something else in the edition.
#}
{% set set_key = 'material, code_set, stage' %}
with code_set as (
    select
        {{ set_key }},
        hs_code,
        coalesce(edition_from, 'H0') as first_edition,
        coalesce(edition_to, 'H6') as last_edition
    from {{ ref('material_codes') }}
),

own as (
    select
        c.material,
        c.code_set,
        c.stage,
        h.edition as hs_edition,
        h.hs_code
    from code_set as c
    inner join {{ ref('hs_headings') }} as h
        on
            substr(c.hs_code, 1, 4) = h.heading
            and h.hs_code like c.hs_code || '%'
            and h.edition between c.first_edition and c.last_edition
),

edition as (
    select distinct edition
    from {{ ref('hs_headings') }}
),

-- the nearest edition in which the set is defined
outside as (
    select distinct
        c.material,
        c.code_set,
        c.stage,
        e.edition as hs_edition,
        case when e.edition < c.first_edition then c.first_edition else c.last_edition end as base_edition
    from code_set as c
    inner join edition as e on c.first_edition > e.edition or c.last_edition < e.edition
),

taken as (
    select distinct
        o.material,
        o.code_set,
        o.hs_edition
    from outside as o
    inner join code_set as c on o.material = c.material and o.code_set = c.code_set
    inner join {{ ref('hs_headings') }} as h
        on
            o.hs_edition = h.edition
            and (c.hs_code = h.hs_code or c.hs_code = h.heading)
),

became as (
    select distinct
        o.material,
        o.code_set,
        o.stage,
        o.hs_edition,
        o.base_edition,
        r.to_code as hs_code
    from outside as o
    inner join own as w
        on
            o.material = w.material
            and o.code_set = w.code_set
            and o.base_edition = w.hs_edition
    inner join {{ ref('hs_concordances') }} as r
        on
            o.base_edition = r.from_edition
            and w.hs_code = r.from_code
            and o.hs_edition = r.to_edition
    left join taken as t
        on
            o.material = t.material
            and o.code_set = t.code_set
            and o.hs_edition = t.hs_edition
    where t.material is null
),

-- where the way back leads to a code that is not of the set, or is not known, other goods are among them
whole as (
    select
        b.material,
        b.code_set,
        b.hs_edition
    from became as b
    left join {{ ref('hs_concordances') }} as r
        on
            b.hs_edition = r.from_edition
            and b.hs_code = r.from_code
            and b.base_edition = r.to_edition
    left join own as w
        on
            b.material = w.material
            and b.code_set = w.code_set
            and b.base_edition = w.hs_edition
            and r.to_code = w.hs_code
    group by b.material, b.code_set, b.hs_edition
    having count(w.hs_code) = count(*)
)

select
    {{ set_key }},
    hs_edition,
    hs_code,
    false as is_restated
from own
union all
select
    b.material,
    b.code_set,
    b.stage,
    b.hs_edition,
    b.hs_code,
    true as is_restated
from became as b
inner join whole as w
    on
        b.material = w.material
        and b.code_set = w.code_set
        and b.hs_edition = w.hs_edition
