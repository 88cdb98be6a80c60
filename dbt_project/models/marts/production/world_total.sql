select
    p.source,
    p.edition,
    p.commodity,
    p.material,
    p.stage,
    p.stage_reported,
    p.statistic,
    p.statistic_detail,
    p.content_basis,
    p.period,
    p.frequency,
    p.quantity_t,
    p.quantity_lower_t,
    p.quantity_upper_t,
    p.quantity,
    p.unit,
    t.members_t,
    cast(t.members as integer) as members,
    cast(t.unknown_members + t.withheld_members as integer) as members_without_quantity,
    p.flag,
    p.is_estimated,
    p.note,
    p.printed_before,
    p.corrected_at,
    p.correction,
    t.contradiction,
    t.is_newest_edition,
    p.document_id
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
where p.producer_kind = 'world'
