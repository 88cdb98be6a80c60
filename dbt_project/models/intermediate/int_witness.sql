{#
    The totals that others are held against: complete ones; in the reconciled ones the importer's own record stands for
    the part that it is known of, where it holds more.
#}
with total as (
    select * from {{ ref('int_set_total') }}
),

relation as (
    select * from {{ ref('int_code_set_relation') }}
),

-- What the importer's own record of a part holds beyond the reconciled figure of that part, its own goods that came
-- back among them, which no reconciled figure has: an aggregate of that record may be larger by as much.
unreconciled as (
    select
        own.importer_iso3,
        own.period,
        own.frequency,
        w.whole_set as code_set,
        max(own.value_usd + own.returned_usd - rec.value_usd) as value_usd,
        max(own.weight_kg + own.returned_kg - rec.weight_kg) as weight_kg
    from total as own
    inner join relation as e on own.code_set = e.part_set and e.relation in ('itself', 'same goods')
    inner join total as rec
        on
            e.whole_set = rec.code_set
            and own.importer_iso3 = rec.importer_iso3
            and own.period = rec.period
            and own.frequency = rec.frequency
    inner join relation as w on own.code_set = w.part_set
    where own.evidence = 'reported' and rec.evidence = 'reconciled'
    group by own.importer_iso3, own.period, own.frequency, w.whole_set
)

select
    t.source,
    t.evidence,
    t.importer_iso3,
    t.code_set,
    t.period,
    t.frequency,
    t.hs_edition,
    case
        when t.evidence = 'reconciled' and u.value_usd > 0 then t.value_usd + u.value_usd
        else t.value_usd
    end as value_usd,
    case
        when t.evidence = 'reconciled' and u.weight_kg > 0 then t.weight_kg + u.weight_kg
        else t.weight_kg
    end as weight_kg,
    coalesce(t.evidence = 'reconciled' and u.value_usd > 0, false) as is_completed,
    t.document_ids
from total as t
left join unreconciled as u
    on
        t.importer_iso3 = u.importer_iso3
        and t.period = u.period
        and t.frequency = u.frequency
        and t.code_set = u.code_set
where t.is_complete
