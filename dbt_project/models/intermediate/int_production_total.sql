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
),

-- what the world total of a table is over all editions and years: a misprinted unit is far from it
usual as (
    select
        source,
        commodity,
        statistic_detail,
        stage,
        statistic,
        count(*) as totals,
        {{ median("coalesce(world_t, world_quantity)") }} as total
    from counted
    where edition is not null and world_quantity > 0
    group by source, commodity, statistic_detail, stage, statistic
)

-- World totals are rounded to one to three digits: 10 % is more than that in every table of 2022 to 2026, in which the
-- furthest from its rows is off by 5.8 %; and no total of them is more than 6 times that of the edition before
-- (2026-11-25). A table of one country, as Data Series 140, is no list of all.
select
    c.*,
    case
        when c.largest_quantity > 1.05 * c.world_quantity then 'the world total is smaller than a member'
        when c.members_quantity > 1.1 * c.world_quantity then 'the members add up to more than the world total'
        when c.unreadable_members > 0 and c.world_quantity is null
            then 'a figure could not be read, and no world total shows how large it may be'
        when c.unreadable_members > 0 and coalesce(c.members_quantity, 0) < 0.95 * c.world_quantity
            then 'a figure could not be read that may be more than 5 % of the world total'
        when
            c.members > 1
            and c.unknown_members + c.withheld_members = 0
            and c.members_quantity < 0.9 * c.world_quantity
            then 'the members add up to less than the world total'
        when
            u.totals > 2
            and c.world_quantity > 0
            and not coalesce(c.world_t, c.world_quantity) between u.total / 20 and 20 * u.total
            then 'the world total is more than 20 times what its table usually has, or less than a twentieth'
    end as contradiction,
    c.withheld_members > 0 and (
        coalesce(lower(c.world_note), '') like '%exclud%u.s.%'
        or coalesce(lower(c.world_note), '') like '%exclud%united states%'
    ) as is_without_withheld,
    coalesce(c.edition, '') = max(coalesce(c.edition, '')) over (
        partition by c.source, c.commodity, c.statistic_detail, c.stage, c.statistic, c.period, c.frequency
    ) as is_newest_edition
from counted as c
left join usual as u
    on
        c.source = u.source
        and c.commodity = u.commodity
        and c.statistic_detail = u.statistic_detail
        and c.stage = u.stage
        and c.statistic = u.statistic
        and c.edition is not null
