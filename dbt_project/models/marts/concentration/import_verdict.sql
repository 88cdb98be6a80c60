select
    c.source,
    c.evidence,
    c.importer_iso3,
    c.material,
    c.stage,
    c.code_set,
    c.period,
    c.frequency,
    c.basis,
    t.threshold,
    cast(t.value as double) as threshold_value,
    case
        when c.reason is not null then 'unknown'
        when c.hhi_low > t.value then 'above'
        when c.hhi_high <= t.value then 'not above'
        else 'undecided'
    end as verdict,
    c.hhi_low - t.value as margin_low,
    c.hhi_high - t.value as margin_high,
    c.reason
from {{ ref('import_concentration') }} as c
cross join {{ ref('thresholds') }} as t
where t.indicator = 'hhi'
