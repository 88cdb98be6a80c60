{#
    Which code sets CEPII's BACI answers for whole, and under which codes of which edition: of a set and year one reading.

    A set is served in an edition in which it is defined, where BACI has all of its codes that year. What countries
    reported in the edition in force was converted to BACI's: the figure is of the set only where the set is the same
    goods in that edition too (germanium, 811230, is part of 811292 from 2007 on), and no code of it had to be filled by
    dividing another one (int_restated_code). Whole files go before the extract,
    which cuts flows off; those with quantities before those without; then the newest release, and of that the newest
    edition, which converts least.
#}
with code_set as (
    select
        m.material,
        m.code_set,
        m.stage,
        m.hs_code,
        coalesce(m.edition_from, 'H0') as first_edition,
        coalesce(m.edition_to, 'H6') as last_edition,
        count(*) over (partition by m.material, m.code_set) as codes
    from {{ ref('material_codes') }} as m
    inner join {{ ref('int_code_set') }} as c on m.material = c.material and m.code_set = c.code_set
    -- one figure that stands for several materials is told once of each, under the first of its codes
    where c.fit <> 'proxy' or c.shared_with is null or c.preference = 1
),

held as (
    select
        hs_code,
        hs_edition,
        period,
        max(release) as release,
        max(case when weight_kg is not null then 1 else 0 end) as has_weights,
        min(case when is_cut_off then 0 else 1 end) as is_whole
    from {{ ref('int_reconciled_flow') }}
    group by hs_code, hs_edition, period
),

-- the years in which a set is the same goods, in whatever edition they are told
defined as (
    select distinct
        g.material,
        g.code_set,
        p.period
    from {{ ref('int_code_set_goods') }} as g
    inner join held as p on g.hs_edition = {{ hs_edition_in_force('p.period') }}
),

whole as (
    select
        c.material,
        c.code_set,
        c.stage,
        h.hs_edition,
        h.period,
        row_number() over (
            partition by c.material, c.code_set, h.period
            order by min(h.is_whole) desc, min(h.has_weights) desc, max(h.release) desc, h.hs_edition desc
        ) as place
    from held as h
    inner join code_set as c
        on
            h.hs_code = c.hs_code
            and (h.is_whole = 0 or h.hs_edition between c.first_edition and c.last_edition)
    inner join defined as d
        on
            c.material = d.material
            and c.code_set = d.code_set
            and h.period = d.period
    left join {{ ref('int_restated_code') }} as r
        on
            h.hs_edition = r.hs_edition
            and h.hs_code = r.hs_code
            and {{ hs_edition_in_force('h.period') }} = r.edition_in_force
    where h.is_whole = 0 or coalesce(r.is_whole, true)
    group by c.material, c.code_set, c.stage, h.hs_edition, h.period, c.codes
    having count(*) = c.codes
)

select
    w.material,
    w.code_set,
    w.stage,
    w.hs_edition,
    w.period,
    c.hs_code
from whole as w
inner join code_set as c on w.material = c.material and w.code_set = c.code_set
where w.place = 1
