{% set table_key = 'source, edition, commodity, statistic_detail, stage, statistic, period, frequency' %}
with producer as (
    select
        p.*,
        coalesce(p.producer_iso3, p.producer_name) as producer,
        p.producer_kind in ('economy', 'group') as is_known
    from {{ ref('int_production') }} as p
    where p.producer_kind <> 'world'
),

-- an economy that the publisher lists in two rows is one producer
merged as (
    select
        {{ table_key }},
        producer,
        is_known,
        max(material) as material,
        max(stage_reported) as stage_reported,
        max(content_basis) as content_basis,
        max(producer_iso3) as producer_iso3,
        min(producer_name) as producer_name,
        sum(quantity) as quantity,
        max(document_id) as document_id
    from producer
    group by {{ table_key }}, producer, is_known
),

ranked as (
    select
        *,
        case
            when is_known and quantity > 0
                then row_number() over (
                    partition by {{ table_key }}, is_known
                    order by quantity desc nulls last, producer asc
                )
        end as place,
        {{ whole('quantity', 6) }} as amount,
        case when is_known then {{ whole('quantity', 6) }} end as known
    from merged
),

summed as (
    select
        {{ table_key }},
        max(material) as material,
        max(stage_reported) as stage_reported,
        max(content_basis) as content_basis,
        max(document_id) as document_id,
        count(case when known > 0 then 1 end) as producer_count,
        max(case when place = 1 then producer_iso3 end) as largest_producer_iso3,
        max(case when place = 1 then producer_name end) as largest_producer_name,
        {{ whole_sum('amount', 0) }} as members,
        {{ whole_sum('known', 0) }} as known,
        {{ whole_squares('known', 0) }} as squares,
        {{ whole_sum('case when place = 1 then known end', 0) }} as first_amount,
        {{ whole_sum('case when place <= 3 then known end', 0) }} as first_three_amount
    from ranked
    group by {{ table_key }}
),

-- A member without a number is in what the published total holds beyond the numbers, and so are producers that are not
-- listed where that is more than rounding explains. Else the total is the sum of the members.
totalled as (
    select
        s.*,
        t.world_flag,
        t.contradiction,
        t.is_without_withheld,
        t.is_newest_edition,
        case
            when
                t.unknown_members + case when t.is_without_withheld then 0 else t.withheld_members end = 0
                and coalesce({{ whole('t.world_quantity', 6) }} <= 1.05 * s.members, true)
                then s.members
            when t.world_quantity is not null then greatest({{ whole('t.world_quantity', 6) }}, s.members)
        end as total
    from summed as s
    inner join {{ ref('int_production_total') }} as t
        on
            s.source = t.source
            and s.edition is not distinct from t.edition
            and s.commodity = t.commodity
            and s.statistic_detail = t.statistic_detail
            and s.stage = t.stage
            and s.statistic = t.statistic
            and s.period = t.period
            and s.frequency = t.frequency
),

judged as (
    select
        *,
        total - known as unknown,
        case
            when world_flag = 'not_applicable' then 'members cannot be added: no common basis'
            when producer_count = 0 then 'no producer has a quantity'
            when contradiction is not null then contradiction
            when total is null and world_flag is null
                then 'a producer has no quantity and no world total is printed'
            when total is null
                then 'a producer has no quantity and the world total is ' || replace(world_flag, '_', ' ')
        end as reason
    from totalled
),

bounded as (
    select
        *,
        case when reason is null then {{ hhi_low('squares', 'total') }} end as hhi_low,
        case when reason is null then {{ hhi_high('squares', 'first_amount', 'unknown', 'total') }} end as hhi_high
    from judged
)

select
    source,
    edition,
    commodity,
    material,
    stage,
    stage_reported,
    statistic,
    statistic_detail,
    content_basis,
    period,
    frequency,
    case when hhi_high - hhi_low < 0.00005 then hhi_low end as hhi,
    hhi_low,
    hhi_high,
    case when reason is null then {{ ratio('first_amount', 'total') }} end as cr1,
    case when reason is null then {{ ratio('first_three_amount', 'total') }} end as cr3,
    case when reason is null then {{ ratio('unknown', 'total') }} end as unknown_share,
    cast(producer_count as integer) as producer_count,
    case when reason is null then 1 / nullif(hhi_high, 0) end as effective_producers_low,
    case when reason is null then 1 / nullif(hhi_low, 0) end as effective_producers_high,
    largest_producer_iso3,
    largest_producer_name,
    case when is_without_withheld then 'without withheld producers' else 'all producers' end as coverage,
    reason,
    is_newest_edition,
    document_id
from bounded
