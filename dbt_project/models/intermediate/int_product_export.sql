{#
    What each economy, and each bloc to the outside, exports of a product in a year. NULL: exporters that are no economy.
#}
select
    product_year,
    exporter,
    cast(sum(value_usd) as decimal(18, 0)) as value_usd
from {{ ref('int_product_flow') }}
group by product_year, exporter
union all
select
    f.product_year,
    e.bloc_area as exporter,
    cast(sum(f.value_usd) as decimal(18, 0)) as value_usd
from {{ ref('int_product_flow') }} as f
inner join {{ ref('int_screen_member') }} as e on f.period = e.period and f.exporter = e.area
left join {{ ref('int_screen_member') }} as i
    on f.period = i.period and f.importer = i.area and e.bloc_area = i.bloc_area
where i.area is null
group by f.product_year, e.bloc_area
