{#
    What an importer paid per kilogram for a code set, beside what the others paid in the same period, beside its own
    other periods, and beside what another source has for it: one row per total with a weight. Amounts are logarithms.
#}
with priced as (
    select
        *,
        ln(cast(value_usd as double)) as value_log,
        ln(cast(weight_kg as double)) as weight_log,
        ln(cast(value_usd as double)) - ln(cast(weight_kg as double)) as price_log
    from {{ ref('int_set_total') }}
    where weight_kg > 0
),

-- of an aggregate the unit value is that of the records it was made from
market as (
    select
        code_set,
        period,
        frequency,
        count(distinct importer_iso3) as importers,
        {{ median('price_log') }} as middle,
        {{ quantile('price_log', 0.75) }} - {{ quantile('price_log', 0.25) }} as spread
    from priced
    where evidence <> 'derived' and value_usd >= {{ var('unit_value_floor_usd') }}
    group by code_set, period, frequency
),

own as (
    select
        source,
        evidence,
        importer_iso3,
        code_set,
        frequency,
        count(*) as periods,
        {{ median('price_log') }} as middle,
        {{ quantile('price_log', 0.75) }} - {{ quantile('price_log', 0.25) }} as spread,
        {{ median('value_log') }} as value_log,
        {{ median('weight_log') }} as weight_log
    from priced
    group by source, evidence, importer_iso3, code_set, frequency
),

other as (
    select
        p.source,
        p.evidence,
        p.importer_iso3,
        p.code_set,
        p.period,
        p.frequency,
        {{ median('o.value_log') }} as value_log,
        {{ median('o.weight_log') }} as weight_log
    from priced as p
    inner join priced as o
        on
            p.importer_iso3 = o.importer_iso3
            and p.code_set = o.code_set
            and p.period = o.period
            and p.frequency = o.frequency
    where p.source <> o.source
    group by p.source, p.evidence, p.importer_iso3, p.code_set, p.period, p.frequency
)

select
    p.source,
    p.evidence,
    p.importer_iso3,
    p.code_set,
    p.period,
    p.frequency,
    p.document_ids,
    p.value_log,
    p.weight_log,
    p.price_log,
    m.importers,
    m.middle as market_price_log,
    m.spread as market_spread,
    o.periods,
    o.middle as own_price_log,
    o.spread as own_spread,
    coalesce(a.value_log, case when o.periods >= {{ var('unit_value_periods') }} then o.value_log end)
        as usual_value_log,
    coalesce(a.weight_log, case when o.periods >= {{ var('unit_value_periods') }} then o.weight_log end)
        as usual_weight_log
from priced as p
inner join own as o
    on
        p.source = o.source
        and p.evidence = o.evidence
        and p.importer_iso3 = o.importer_iso3
        and p.code_set = o.code_set
        and p.frequency = o.frequency
left join market as m
    on
        p.code_set = m.code_set
        and p.period = m.period
        and p.frequency = m.frequency
left join other as a
    on
        p.source = a.source
        and p.evidence = a.evidence
        and p.importer_iso3 = a.importer_iso3
        and p.code_set = a.code_set
        and p.period = a.period
        and p.frequency = a.frequency
