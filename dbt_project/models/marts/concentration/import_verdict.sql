with concentration as (
    select
        c.*,
        case when e.iso3 is null then 'bloc' else 'country' end as importer_kind
    from {{ ref('import_concentration') }} as c
    left join {{ ref('economies') }} as e on c.importer_iso3 = e.iso3
)

-- a threshold judges what it is defined on, and nothing else
select
    c.source,
    c.evidence,
    c.importer_iso3,
    c.material,
    c.stage,
    c.code_set,
    c.fit,
    c.shared_with,
    c.period,
    c.frequency,
    c.basis,
    t.threshold,
    cast(t.value as double) as threshold_value,
    case
        when c.hhi_low is null then 'unknown'
        when c.hhi_low > t.value then 'above'
        when c.hhi_high <= t.value then 'not above'
        else 'undecided'
    end as verdict,
    c.hhi_low - t.value as margin_low,
    c.hhi_high - t.value as margin_high,
    c.reason,
    c.contradiction,
    c.is_preferred,
    c.preference,
    c.preference_reason
from concentration as c
inner join {{ ref('thresholds') }} as t
    on
        t.indicator = 'hhi'
        and t.flow = 'imports'
        and c.importer_kind = t.importer_kind
        and (t.bloc is null or c.importer_iso3 = t.bloc)
        and c.basis = t.basis
        and c.frequency = t.frequency
where c.reason is null or c.reason <> 'no supplier known'
