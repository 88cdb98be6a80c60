-- A set is answered in one edition, and never by a heading beside a code under it.
select
    a.source,
    a.reporter_iso3,
    a.period,
    a.material,
    a.code_set,
    a.hs_code,
    b.hs_code as other_code
from {{ ref('int_code_set_answer') }} as a
inner join {{ ref('int_code_set_answer') }} as b
    on
        a.source = b.source
        and a.reporter_iso3 = b.reporter_iso3
        and a.period = b.period
        and a.frequency = b.frequency
        and a.material = b.material
        and a.code_set = b.code_set
where a.edition <> b.edition or (a.hs_code <> b.hs_code and b.hs_code like a.hs_code || '%')
