-- A seed row that corrects a unit or a statistic, or leaves figures out, must still have a table to correct once the
-- editions of 2023 to 2026 are loaded in full.
select
    c.commodity_printed,
    c.detail_printed,
    c.statistic_printed,
    c.reason
from {{ ref('usgs_commodities') }} as c
where
    c.reason is not null
    and not exists (
        select 1
        from {{ ref('stg_usgs__world_figure') }} as f
        where
            {{ usgs_key('f.commodity_printed') }} = c.commodity_printed
            and {{ usgs_key('f.detail_printed') }} = c.detail_printed
            and f.statistic_printed = c.statistic_printed
    )
    and (
        select count(*)
        from (
            select f.edition
            from {{ ref('stg_usgs__world_figure') }} as f
            where f.edition between '2023' and '2026'
            group by f.edition
            having count(*) > 2000
        ) as whole
    ) = 4
