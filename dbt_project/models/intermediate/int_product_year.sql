{# Which document has the say on each edition, year and HS6 code of BACI, all codes of the rows, not the catalogue's. #}
with {{ baci_newest(source('baci', 'baci__trade')) }}

select
    cast(row_number() over (order by edition, t, k) as integer) as product_year,
    {{ baci_edition('edition') }} as hs_edition,
    k as hs_code,
    t as year,
    cast(t as varchar) as period,
    release,
    document_id
from ranked
where place = 1
