with withheld_code as (
    -- Below a code, or under a joint code of its heading in place of its own. What is withheld of a whole chapter is
    -- not taken as said of each of its codes.
    select distinct
        w.source,
        w.reporter_iso3,
        w.hs_code,
        w.is_counted,
        w.period,
        w.frequency,
        w.limit_usd,
        w.limit_kg,
        c.material,
        c.code_set
    from {{ ref('int_withheld') }} as w
    inner join {{ ref('int_code_set_option') }} as c
        on
            {{ hs_edition_in_force('w.period') }} = c.hs_edition
            and (
                (not w.is_counted and w.hs_code like c.hs_code || '%')
                or (
                    length(w.digits) between 4 and length(c.hs_code) - 1
                    and w.digits <> w.hs_code
                    and c.hs_code like w.digits || '%'
                )
            )
    where w.flow = 'M'
)

-- what a total of the publisher's holds is in the residual already
select
    w.source,
    w.reporter_iso3 as importer_iso3,
    w.material,
    w.code_set,
    w.period,
    w.frequency,
    case when count(w.limit_usd) = count(*) then sum(w.limit_usd) end as limit_usd,
    case when count(w.limit_kg) = count(*) then sum(w.limit_kg) end as limit_kg
from withheld_code as w
where
    not exists (
        select 1
        from {{ ref('int_import_code') }} as t
        where
            t.has_total
            and t.source = w.source
            and t.importer_iso3 = w.reporter_iso3
            and t.material = w.material
            and t.code_set = w.code_set
            and t.period = w.period
            and t.frequency = w.frequency
            and w.hs_code like t.hs_code || '%'
    )
group by w.source, w.reporter_iso3, w.material, w.code_set, w.period, w.frequency
