{% set table_key = 'source, edition, commodity, statistic_detail, stage, statistic, period, frequency' %}
with counted as (
    select
        {{ table_key }},
        max(unit) as unit,
        max(case when producer_kind = 'world' then quantity_t end) as world_t,
        max(case when producer_kind = 'world' then quantity end) as world_quantity,
        max(case when producer_kind = 'world' then quantity_lower end) as world_lower,
        max(case when producer_kind = 'world' then quantity_upper end) as world_upper,
        max(case when producer_kind = 'world' then flag end) as world_flag,
        max(case when producer_kind = 'world' then note end) as world_note,
        sum(case when producer_kind <> 'world' then quantity_t end) as members_t,
        sum(case when producer_kind <> 'world' then quantity end) as members_quantity,
        max(case when producer_kind <> 'world' then quantity end) as largest_quantity,
        count(case when producer_kind <> 'world' then 1 end) as members,
        count(
            case when producer_kind <> 'world' and quantity is null and flag <> 'withheld' then 1 end
        ) as unknown_members,
        count(case when producer_kind <> 'world' and flag = 'withheld' then 1 end) as withheld_members
    from {{ ref('int_production') }}
    group by {{ table_key }}
)

select
    *,
    -- a misprint: no total is smaller than one of its parts, rounding aside
    coalesce(world_quantity < 0.95 * largest_quantity, false) as is_total_misprinted,
    withheld_members > 0 and coalesce(lower(world_note), '') like '%excludes u.s.%' as is_without_withheld,
    coalesce(edition, '') = max(coalesce(edition, '')) over (
        partition by source, commodity, statistic_detail, stage, statistic, period, frequency
    ) as is_newest_edition
from counted
