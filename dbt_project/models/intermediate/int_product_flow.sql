{#
    BACI's rows that have the say, in whole dollars and small numbers. A view: a table would keep a whole release twice.
    A partner that is no economy is of unknown origin (NULL). Goods that return to their own economy are left out.
#}
select
    p.product_year,
    p.period,
    b.i as exporter_code,
    e.area as exporter,
    i.area as importer,
    cast(b.v * 1000 as decimal(18, 0)) as value_usd
from {{ source('baci', 'baci__trade') }} as b
inner join {{ ref('int_product_year') }} as p on b.document_id = p.document_id and b.t = p.year and b.k = p.hs_code
left join {{ ref('int_screen_area') }} as e on b.i = e.comtrade_code
left join {{ ref('int_screen_area') }} as i on b.j = i.comtrade_code
where e.area is distinct from i.area or e.area is null
