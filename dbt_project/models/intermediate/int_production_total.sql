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
        count(case when producer_kind <> 'world' and flag = 'unreadable' then 1 end) as unreadable_members,
        count(case when producer_kind <> 'world' and flag = 'withheld' then 1 end) as withheld_members
    from {{ ref('int_production') }}
    group by {{ table_key }}
)

-- World totals are rounded to one to three digits: 10 % is more than that in every table of 2022 to 2026, in which the
-- furthest from its rows is off by 5.8 % (2026-11-25). A table of one country, as Data Series 140, is no list of all.
select
    *,
    case
        when largest_quantity > 1.05 * world_quantity then 'the world total is smaller than a member'
        when members_quantity > 1.1 * world_quantity then 'the members add up to more than the world total'
        when unreadable_members > 0 and world_quantity is null
            then 'a figure could not be read, and no world total shows how large it may be'
        when unreadable_members > 0 and coalesce(members_quantity, 0) < 0.95 * world_quantity
            then 'a figure could not be read that may be more than 5 % of the world total'
        when members > 1 and unknown_members + withheld_members = 0 and members_quantity < 0.9 * world_quantity
            then 'the members add up to less than the world total'
    end as contradiction,
    withheld_members > 0 and (
        coalesce(lower(world_note), '') like '%exclud%u.s.%'
        or coalesce(lower(world_note), '') like '%exclud%united states%'
    ) as is_without_withheld,
    coalesce(edition, '') = max(coalesce(edition, '')) over (
        partition by source, commodity, statistic_detail, stage, statistic, period, frequency
    ) as is_newest_edition
from counted
