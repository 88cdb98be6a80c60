with import_set as (
    select
        r.*,
        p.contradiction,
        p.contradicted_part,
        coalesce(p.is_preferred, false) as is_preferred,
        p.preference,
        p.preference_reason,
        {{ units_of_thousandths('total') }} as total_amount,
        {{ units_of_thousandths('unknown') }} as unknown_amount,
        {{ units_of_thousandths('case when has_withheld then withheld_at_most else 0 end') }} as withheld_amount
    from {{ ref('int_import_set') }} as r
    left join {{ ref('int_preference') }} as p
        on
            r.source = p.source
            and r.evidence = p.evidence
            and r.importer_iso3 = p.importer_iso3
            and r.material = p.material
            and r.code_set = p.code_set
            and r.period = p.period
            and r.frequency = p.frequency
            and r.basis = p.basis
),

judged as (
    select
        s.*,
        i.valuation,
        i.hs_edition,
        i.rolled_up_from,
        i.document_ids,
        i.total_amount as total,
        i.unknown_amount as unknown,
        i.withheld_amount as withheld,
        case
            when s.exporter_kind = 'returned' then 'goods of the importer''s own, returned'
            when i.published_reason is not null then i.published_reason
            when s.amount is null then s.basis || ' unknown for this supplier'
        end as published_gap,
        i.reason as set_reason,
        i.fit,
        i.shared_with,
        i.series_break,
        i.contradiction,
        i.contradicted_part,
        i.is_preferred,
        i.preference,
        i.preference_reason
    from {{ ref('int_import_supplier') }} as s
    inner join import_set as i
        on
            s.source = i.source
            and s.evidence = i.evidence
            and s.importer_iso3 = i.importer_iso3
            and s.material = i.material
            and s.code_set = i.code_set
            and s.period = i.period
            and s.frequency = i.frequency
            and s.basis = i.basis
),

measured as (
    select
        *,
        coalesce(case when exporter_kind = 'returned' then published_gap end, set_reason, published_gap) as gap,
        case
            when published_gap is null then cast(amount as double) / nullif(cast(total as double), 0)
        end as published_share
    from judged
)

select
    source,
    evidence,
    importer_iso3,
    exporter_iso3,
    exporter_kind,
    material,
    stage,
    code_set,
    fit,
    shared_with,
    hs_edition,
    rolled_up_from,
    period,
    frequency,
    basis,
    valuation,
    value_usd,
    weight_kg,
    is_weight_estimated,
    is_weight_partial,
    case when gap is null then published_share end as share,
    case
        when gap is null and is_known_origin
            then cast(amount + unknown + withheld as double) / nullif(cast(total + withheld as double), 0)
        when gap is null then cast(amount + withheld as double) / nullif(cast(total + withheld as double), 0)
    end as share_high,
    case when gap is not null then published_share end as published_share,
    case when gap is null then cast(place as integer) end as place,
    gap as reason,
    series_break,
    contradiction,
    contradicted_part,
    is_preferred,
    preference,
    preference_reason,
    document_ids
from measured
