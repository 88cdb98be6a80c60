{#
    How an importer's total moved from one year to the next in one source, in doublings, beside what other importers of
    the same codes did: one row per total whose value and weight moved alike. One code set per heading, so that nested
    sets are not counted as several witnesses. What is reconciled is not looked at: it does not add a reporter's rows up.
#}
with candidate as (
    select
        *,
        substr(code_set, 1, 4) as heading
    from {{ ref('int_set_total') }}
    where
        evidence <> 'reconciled'
        and frequency = 'A'
        and value_usd >= {{ var('jump_floor_usd') }}
        and weight_kg > 0
),

first_set as (
    select
        source,
        evidence,
        importer_iso3,
        heading,
        min(code_set) as code_set
    from candidate
    group by source, evidence, importer_iso3, heading
),

moved as (
    select
        c.source,
        c.evidence,
        c.importer_iso3,
        c.code_set,
        c.period,
        c.frequency,
        c.value_usd,
        c.weight_kg,
        c.document_ids,
        p.period as period_before,
        p.value_usd as value_usd_before,
        p.weight_kg as weight_kg_before,
        p.document_ids as document_ids_before,
        ln(cast(c.value_usd as double) / cast(p.value_usd as double)) / ln(2) as value_doublings,
        ln(cast(c.weight_kg as double) / cast(p.weight_kg as double)) / ln(2) as weight_doublings
    from candidate as c
    inner join first_set as f
        on
            c.source = f.source
            and c.evidence = f.evidence
            and c.importer_iso3 = f.importer_iso3
            and c.code_set = f.code_set
    inner join candidate as p
        on
            c.source = p.source
            and c.evidence = p.evidence
            and c.importer_iso3 = p.importer_iso3
            and c.code_set = p.code_set
            and cast(c.period as integer) = cast(p.period as integer) + 1
),

-- rows that are counted twice double value and weight alike
alike as (
    select
        *,
        (value_doublings + weight_doublings) / 2 as doublings
    from moved
    where abs(value_doublings - weight_doublings) < 1
),

peers as (
    select
        source,
        evidence,
        code_set,
        period,
        count(*) as importers,
        {{ median('doublings') }} as doublings
    from alike
    group by source, evidence, code_set, period
)

select
    a.*,
    a.doublings - p.doublings as own_doublings
from alike as a
inner join peers as p
    on
        a.source = p.source
        and a.evidence = p.evidence
        and a.code_set = p.code_set
        and a.period = p.period
where p.importers >= {{ var('jump_peers') }}
