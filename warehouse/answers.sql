-- The queries behind the command line, on the published file. Parameters are DuckDB variables.

-- name: importer
select
    iso3,
    name
from reference.economy
where
    is_current
    and (
        lower(iso3) = lower(getvariable('wanted'))
        or lower(iso2) = lower(getvariable('wanted'))
        or lower(name) = lower(getvariable('wanted'))
    )
order by iso3
limit 1;

-- name: code_sets
with code_set as (
    select distinct
        material,
        code_set,
        stage,
        fit,
        preference,
        note
    from reference.material_code
    where
        material = getvariable('material')
        or code_set = getvariable('material')
)

select
    c.source,
    c.evidence,
    c.material,
    c.code_set,
    c.stage,
    s.fit,
    s.note,
    c.period,
    c.reason,
    c.contradiction,
    c.cr1,
    c.largest_supplier_iso3
from concentration.import_concentration as c
inner join code_set as s
    on c.material = s.material and c.code_set = s.code_set and c.stage = s.stage
where
    c.importer_iso3 = getvariable('importer')
    and c.basis = getvariable('basis')
    and c.frequency = 'A'
    and (getvariable('period') is null or c.period = getvariable('period'))
order by
    s.preference asc,
    case s.fit when 'exact' then 1 when 'dominant' then 2 else 3 end asc,
    c.period desc,
    case when c.reason is null then 1 else 2 end asc,
    case when c.contradiction is null then 1 else 2 end asc,
    c.evidence desc,
    c.source asc,
    c.material asc;

-- name: suppliers
select
    s.place,
    s.exporter_iso3 as supplier,
    coalesce(e.name, a.name, 'not named by the source') as supplier_name,
    s.exporter_kind,
    s.share,
    s.share_high,
    s.value_usd,
    s.weight_kg,
    s.is_weight_estimated,
    s.reason
from dependence.import_share as s
left join reference.economy as e on s.exporter_iso3 = e.iso3
left join reference.area as a on s.exporter_iso3 = a.partner_key
where
    s.source = getvariable('source')
    and s.importer_iso3 = getvariable('importer')
    and s.material = getvariable('material')
    and s.code_set = getvariable('code_set')
    and s.period = getvariable('period')
    and s.frequency = 'A'
    and s.basis = getvariable('basis')
order by s.share desc nulls last, s.exporter_iso3 asc;

-- name: concentration
select *
from concentration.import_concentration
where
    source = getvariable('source')
    and importer_iso3 = getvariable('importer')
    and material = getvariable('material')
    and code_set = getvariable('code_set')
    and period = getvariable('period')
    and frequency = 'A'
    and basis = getvariable('basis');

-- name: verdicts
select
    v.threshold,
    v.threshold_value,
    v.verdict,
    t.authority
from concentration.import_verdict as v
inner join reference.threshold as t on v.threshold = t.threshold
where
    v.source = getvariable('source')
    and v.importer_iso3 = getvariable('importer')
    and v.material = getvariable('material')
    and v.code_set = getvariable('code_set')
    and v.period = getvariable('period')
    and v.frequency = 'A'
    and v.basis = getvariable('basis')
order by v.threshold_value, v.threshold;

-- name: trend
select
    period,
    share,
    source
from dependence.import_share
where
    importer_iso3 = getvariable('importer')
    and exporter_iso3 = getvariable('supplier')
    and material = getvariable('material')
    and code_set = getvariable('code_set')
    and frequency = 'A'
    and basis = getvariable('basis')
order by period, source;

-- name: documents
select distinct
    d.document_id,
    d.publisher,
    d.dataset,
    d.key,
    d.kind,
    d.retrieved_at,
    d.released_at,
    d.licence
from dependence.import_share as s
inner join provenance.document as d
    on list_contains(string_split(s.document_ids, ','), d.document_id)
where
    s.source = getvariable('source')
    and s.importer_iso3 = getvariable('importer')
    and s.material = getvariable('material')
    and s.code_set = getvariable('code_set')
    and s.period = getvariable('period')
    and s.basis = getvariable('basis')
order by d.dataset, d.key;

-- name: names
select importer_iso3 as name
from concentration.import_concentration
where getvariable('names') = 'importers'
union
select material as name
from concentration.import_concentration
where getvariable('names') = 'materials' and importer_iso3 = getvariable('importer')
order by name;

-- name: status
with document as (
    select
        dataset,
        max(partition) as newest_period,
        max(retrieved_at) as last_new_document
    from provenance.document
    group by dataset
)

select
    l.source,
    l.dataset,
    count(*) as documents,
    max(d.last_new_document) as last_new_document,
    max(d.newest_period) as newest_period,
    cast(sum(l.rows_accepted) as bigint) as rows_accepted,
    cast(sum(l.rows_quarantined) as bigint) as rows_quarantined,
    cast(sum(l.rows_excluded) as bigint) as rows_excluded,
    cast(sum(l.rules_run) as bigint) as checks_run,
    cast(count(*) filter (where not l.is_passed) as bigint) as documents_failed,
    date_diff('day', max(d.last_new_document), cast(now() at time zone 'UTC' as timestamp)) as age_days
from quality.load as l
left join document as d on l.dataset = d.dataset
group by l.source, l.dataset
order by l.source, l.dataset;

-- name: late
select
    dataset,
    reporter_iso3,
    frequency,
    newest_period,
    expected_newest_period
from quality.freshness
where is_late
order by dataset, frequency, reporter_iso3 nulls first;

-- name: rows_behind
select
    r.exporter_iso3,
    r.exporter_kind,
    r.hs_code,
    r.hs_edition,
    r.valuation,
    r.value_usd,
    r.weight_kg,
    r.document_id,
    r.row_numbers
from provenance.import_share_row as r
where
    r.source = getvariable('source')
    and r.importer_iso3 = getvariable('importer')
    and r.material = getvariable('material')
    and r.code_set = getvariable('code_set')
    and r.period = getvariable('period')
    and r.frequency = 'A'
    and (getvariable('supplier') is null or r.exporter_iso3 in (getvariable('supplier'), 'W00'))
order by r.value_usd desc nulls last, r.exporter_iso3 asc, r.hs_code asc;

-- name: documents_behind
select distinct
    d.document_id,
    d.dataset,
    d.key,
    d.publisher,
    d.kind,
    d.url,
    d.sha256,
    d.retrieved_at,
    d.released_at,
    d.obtained_from,
    l.rows_read,
    l.rows_accepted,
    l.rows_quarantined,
    l.rows_excluded,
    l.exclusion_rules,
    l.rules_declared,
    l.rules_run,
    l.is_passed
from provenance.import_share_row as r
inner join provenance.document as d on r.document_id = d.document_id and d.superseded_at is null
inner join quality.load as l on r.document_id = l.document_id
where
    r.source = getvariable('source')
    and r.importer_iso3 = getvariable('importer')
    and r.material = getvariable('material')
    and r.code_set = getvariable('code_set')
    and r.period = getvariable('period')
order by d.dataset, d.key;

-- name: build
select
    build_id,
    built_at,
    as_of
from provenance.build;
