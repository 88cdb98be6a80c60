with member as (
    select
        p.*,
        t.world_t,
        t.world_quantity,
        t.world_lower,
        t.world_upper,
        t.world_flag,
        t.contradiction,
        t.members_t,
        t.is_without_withheld,
        t.is_newest_edition
    from {{ ref('int_production') }} as p
    inner join {{ ref('int_production_total') }} as t
        on
            p.source = t.source
            and p.edition is not distinct from t.edition
            and p.commodity = t.commodity
            and p.statistic_detail = t.statistic_detail
            and p.stage = t.stage
            and p.statistic = t.statistic
            and p.period = t.period
            and p.frequency = t.frequency
    where p.producer_kind <> 'world'
),

judged as (
    select
        *,
        case
            when quantity is null then 'quantity ' || replace(flag, '_', ' ')
            when world_flag is null then 'no world total printed'
            when world_quantity is null then 'world total ' || replace(world_flag, '_', ' ')
            when contradiction is not null then contradiction
            when world_quantity = 0 then 'world total zero'
        end as reason
    from member
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
    producer_iso3,
    producer_name,
    producer_kind,
    period,
    frequency,
    quantity_t,
    quantity_lower_t,
    quantity_upper_t,
    quantity,
    unit,
    world_t,
    members_t,
    case when reason is null then cast(quantity as double) / nullif(cast(world_quantity as double), 0) end as share,
    case
        when contradiction is null then cast(quantity_lower as double) / nullif(cast(world_upper as double), 0)
    end as share_low,
    case
        when contradiction is null then cast(quantity_upper as double) / nullif(cast(world_lower as double), 0)
    end as share_high,
    case when is_without_withheld then 'without withheld producers' else 'all producers' end as coverage,
    reason,
    flag,
    is_estimated,
    note,
    printed_before,
    corrected_at,
    correction,
    is_newest_edition,
    document_id
from judged
