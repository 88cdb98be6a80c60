-- China mined 270,000 t of 390,000 t in the 2025 edition and of 380,000 t in the 2026 edition; the newer is served.
with served as (
    select
        edition,
        quantity_t,
        world_t,
        is_newest_edition,
        case edition when '2025' then 390000 else 380000 end as expected_world_t
    from {{ ref('production_share') }}
    where
        source = 'usgs'
        and edition in ('2025', '2026')
        and commodity = 'Rare Earths'
        and statistic = 'production'
        and period = '2024'
        and producer_iso3 = 'CHN'
)

select
    count(*) as editions,
    count(case when quantity_t = 270000 and world_t = expected_world_t then 1 end) as as_printed,
    max(case when is_newest_edition then edition end) as newest
from served
having
    count(distinct edition) = 2
    and (
        count(case when quantity_t = 270000 and world_t = expected_world_t then 1 end) <> 2
        or max(case when is_newest_edition then edition end) <> '2026'
    )
