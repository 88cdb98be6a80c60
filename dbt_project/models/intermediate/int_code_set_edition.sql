{#
    What each code set is in each edition, for what else the same goods stand, and whether they are the same as in the
    edition before: where goods came in or went out between the two, the figures are not of the same thing.
#}
{% set set_key = 'material, code_set, stage' %}
with goods as (
    select
        *,
        'H' || cast(cast(substr(hs_edition, 2) as integer) - 1 as varchar) as edition_before
    from {{ ref('int_code_set_goods') }}
),

described as (
    select
        {{ set_key }},
        hs_edition,
        edition_before,
        is_restated,
        {{ distinct_list('hs_code', '+') }} as hs_codes
    from goods
    group by {{ set_key }}, hs_edition, edition_before, is_restated
),

came_in as (
    select
        g.material,
        g.code_set,
        g.hs_edition,
        {{ distinct_list('r.to_code', ', ') }} as codes
    from goods as g
    inner join {{ ref('hs_concordances') }} as r
        on
            g.hs_edition = r.from_edition
            and g.hs_code = r.from_code
            and g.edition_before = r.to_edition
    left join goods as p
        on
            g.material = p.material
            and g.code_set = p.code_set
            and g.edition_before = p.hs_edition
            and r.to_code = p.hs_code
    where p.hs_code is null
    group by g.material, g.code_set, g.hs_edition
),

went_out as (
    select
        p.material,
        p.code_set,
        r.to_edition as hs_edition,
        {{ distinct_list('r.to_code', ', ') }} as codes
    from goods as p
    inner join {{ ref('hs_concordances') }} as r
        on
            p.hs_edition = r.from_edition
            and p.hs_code = r.from_code
    left join goods as g
        on
            p.material = g.material
            and p.code_set = g.code_set
            and r.to_edition = g.hs_edition
            and r.to_code = g.hs_code
    where
        cast(substr(r.to_edition, 2) as integer) = cast(substr(p.hs_edition, 2) as integer) + 1
        and g.hs_code is null
    group by p.material, p.code_set, r.to_edition
),

shared as (
    select
        d.material,
        d.code_set,
        d.hs_edition,
        {{ distinct_list('o.material', ', ') }} as shared_with
    from described as d
    inner join described as o
        on
            d.hs_edition = o.hs_edition
            and d.hs_codes = o.hs_codes
            and d.material <> o.material
    group by d.material, d.code_set, d.hs_edition
),

compared as (
    select
        d.material,
        d.code_set,
        d.stage,
        d.hs_edition,
        d.hs_codes,
        s.shared_with,
        d.is_restated,
        case
            when p.hs_codes is null and d.hs_edition > 'H0'
                then 'begins with HS ' || {{ hs_edition_year('d.hs_edition') }}
            when i.codes is not null and o.codes is not null
                then
                    'since HS ' || {{ hs_edition_year('d.hs_edition') }} || ' with goods that were in ' || i.codes
                    || ' and without goods that went to ' || o.codes
            when i.codes is not null
                then 'since HS ' || {{ hs_edition_year('d.hs_edition') }} || ' with goods that were in ' || i.codes
            when o.codes is not null
                then 'since HS ' || {{ hs_edition_year('d.hs_edition') }} || ' without goods that went to ' || o.codes
        end as change
    from described as d
    left join described as p
        on
            d.material = p.material
            and d.code_set = p.code_set
            and d.edition_before = p.hs_edition
    left join shared as s
        on
            d.material = s.material
            and d.code_set = s.code_set
            and d.hs_edition = s.hs_edition
    left join came_in as i
        on
            d.material = i.material
            and d.code_set = i.code_set
            and d.hs_edition = i.hs_edition
    left join went_out as o
        on
            d.material = o.material
            and d.code_set = o.code_set
            and d.hs_edition = o.hs_edition
)

select
    *,
    -- the first edition of those in which the set has been the same goods without a change up to this one
    coalesce(
        max(case when change is not null then hs_edition end) over (
            partition by material, code_set
            order by hs_edition
            rows between unbounded preceding and current row
        ),
        'H0'
    ) as same_goods_since
from compared
