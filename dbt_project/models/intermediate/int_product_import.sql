{#
    Sums of an importer's product and year, exact: all, of unknown origin, squares of the known suppliers, and the largest
    of them with its amount in one number (amount * 1000 + 999 - number of the area), so that no row is sorted. Rows of
    two codes of one economy in a year, such as 56 and 58 for Belgium, are added up first, and no others.
#}
with told as (
    select distinct
        period,
        exporter,
        exporter_code
    from {{ ref('int_product_flow') }}
    where exporter is not null
),

told_twice as (
    select
        period,
        exporter
    from told
    group by period, exporter
    having count(*) > 1
),

supplied as (
    select
        f.product_year,
        f.importer,
        f.exporter,
        f.value_usd
    from {{ ref('int_product_flow') }} as f
    left join told_twice as t on f.period = t.period and f.exporter = t.exporter
    where t.exporter is null and f.importer is not null
    union all
    select
        f.product_year,
        f.importer,
        f.exporter,
        cast(sum(f.value_usd) as decimal(18, 0)) as value_usd
    from {{ ref('int_product_flow') }} as f
    inner join told_twice as t on f.period = t.period and f.exporter = t.exporter
    where f.importer is not null
    group by f.product_year, f.importer, f.exporter
    union all
    select
        f.product_year,
        i.bloc_area as importer,
        f.exporter,
        cast(sum(f.value_usd) as decimal(18, 0)) as value_usd
    from {{ ref('int_product_flow') }} as f
    inner join {{ ref('int_screen_member') }} as i on f.period = i.period and f.importer = i.area
    left join {{ ref('int_screen_member') }} as e
        on f.period = e.period and f.exporter = e.area and i.bloc_area = e.bloc_area
    where e.area is null
    group by f.product_year, i.bloc_area, f.exporter
)

select
    product_year,
    importer,
    cast(sum(value_usd) as decimal(18, 0)) as value_usd,
    cast(coalesce(sum(case when exporter is null then value_usd end), 0) as decimal(18, 0)) as unknown_usd,
    cast(
        coalesce(sum(case when exporter is not null then cast(value_usd as decimal(38, 0)) * value_usd end), 0)
        as decimal(38, 0)
    ) as squares,
    cast(
        max(
            case when exporter is not null then cast(value_usd as decimal(21, 0)) * 1000 + 999 - exporter end
        ) as decimal(24, 0)
    ) as largest,
    count(case when value_usd > 0 then exporter end) as supplier_count
from supplied
group by product_year, importer
having sum(value_usd) > 0
