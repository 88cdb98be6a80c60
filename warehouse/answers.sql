-- The queries behind the command line, on the published file. Parameters are DuckDB variables.

-- name: code_sets
-- The code sets that a question names: a material's, or those of HS codes and of what is the same goods.
select
    material,
    code_set,
    stage,
    fit,
    note,
    shared_with
from reference.code_set
where
    material = getvariable('material')
    or code_set in (
        select n.code_set
        from reference.code_set_name as n
        where n.asked = getvariable('code')
    )
order by material, code_set;

-- name: readings
-- Every reading of a question, period by period, the newest first, the preferred one before the others.
select
    c.source,
    c.evidence,
    c.importer_iso3,
    c.material,
    c.stage,
    c.code_set,
    c.hs_edition,
    c.period,
    c.basis,
    c.fit,
    c.is_preferred,
    c.preference,
    c.preference_reason,
    c.contradiction,
    c.contradicted_part,
    c.series_break,
    c.reason,
    c.cr1,
    c.largest_supplier_iso3,
    coalesce(e.name, c.largest_supplier_iso3) as largest_supplier,
    c.hhi_low,
    c.hhi_high,
    c.unknown_share,
    c.value_usd,
    c.weight_kg,
    c.valuation
from concentration.import_concentration as c
left join reference.economy as e on c.largest_supplier_iso3 = e.iso3
where
    c.importer_iso3 = getvariable('importer')
    and c.basis = getvariable('basis')
    and c.frequency = case when length(getvariable('first')) = 7 then 'M' else 'A' end
    and list_contains(getvariable('materials'), c.material)
    and list_contains(getvariable('sets'), c.code_set)
    and (getvariable('first') is null or c.period between getvariable('first') and getvariable('last'))
order by
    c.period desc,
    c.preference asc,
    c.source asc,
    c.material asc;

-- name: share_in
-- The share of one supplier in every reading of the question in one period.
select
    source,
    evidence,
    material,
    code_set,
    share
from dependence.import_share
where
    importer_iso3 = getvariable('importer')
    and basis = getvariable('basis')
    and period = getvariable('period')
    and exporter_iso3 = getvariable('supplier')
    and list_contains(getvariable('materials'), material);

-- name: suppliers
select
    s.place,
    s.exporter_iso3 as supplier,
    coalesce(e.name, a.name, 'not named by the source') as supplier_name,
    s.exporter_kind,
    s.share,
    s.share_high,
    s.published_share,
    s.value_usd,
    s.weight_kg,
    s.is_weight_estimated,
    s.is_weight_partial,
    s.reason
from dependence.import_share as s
left join reference.economy as e on s.exporter_iso3 = e.iso3
left join reference.area as a on s.exporter_iso3 = a.partner_key
where
    s.source = getvariable('source')
    and s.evidence = getvariable('evidence')
    and s.importer_iso3 = getvariable('importer')
    and s.material = getvariable('material')
    and s.code_set = getvariable('code_set')
    and s.period = getvariable('period')
    and s.basis = getvariable('basis')
order by s.share desc nulls last, s.place asc nulls last, s.value_usd desc nulls last, s.exporter_iso3 asc;

-- name: concentration
select *
from concentration.import_concentration
where
    source = getvariable('source')
    and evidence = getvariable('evidence')
    and importer_iso3 = getvariable('importer')
    and material = getvariable('material')
    and code_set = getvariable('code_set')
    and period = getvariable('period')
    and basis = getvariable('basis');

-- name: verdicts
select
    v.threshold,
    v.threshold_value,
    v.verdict,
    v.margin_low,
    v.margin_high,
    t.authority
from concentration.import_verdict as v
inner join reference.threshold as t on v.threshold = t.threshold
where
    v.source = getvariable('source')
    and v.evidence = getvariable('evidence')
    and v.importer_iso3 = getvariable('importer')
    and v.material = getvariable('material')
    and v.code_set = getvariable('code_set')
    and v.period = getvariable('period')
    and v.basis = getvariable('basis')
order by v.threshold_value, v.threshold;

-- name: trend
-- The largest supplier's share over the periods of this very reading.
select
    period,
    share,
    series_break
from dependence.import_share
where
    source = getvariable('source')
    and evidence = getvariable('evidence')
    and importer_iso3 = getvariable('importer')
    and exporter_iso3 = getvariable('supplier')
    and material = getvariable('material')
    and code_set = getvariable('code_set')
    and length(period) = length(getvariable('period'))
    and basis = getvariable('basis')
order by period;

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
from concentration.import_concentration as c
inner join provenance.document as d
    on list_contains(string_split(c.document_ids, ','), d.document_id)
where
    c.source = getvariable('source')
    and c.evidence = getvariable('evidence')
    and c.importer_iso3 = getvariable('importer')
    and c.material = getvariable('material')
    and c.code_set = getvariable('code_set')
    and c.period = getvariable('period')
    and c.basis = getvariable('basis')
order by d.dataset, d.key;

-- name: periods
-- From when to when there are readings, on each basis.
select
    basis,
    min(period) as first_period,
    max(period) as last_period
from concentration.import_concentration
where
    importer_iso3 = getvariable('importer')
    and frequency = 'A'
    and reason is null
    and list_contains(getvariable('materials'), material)
    and list_contains(getvariable('sets'), code_set)
group by basis
order by basis;

-- name: elsewhere
-- What there is of a material that no trade answers for.
select 'production (chokepoint sql "from production where material = ''' || material || '''")' as there
from production.production_share
where material = getvariable('material')
group by material
union all
select 'prices (chokepoint sql "from price.us_price where material = ''' || material || '''")' as there
from price.us_price
where material = getvariable('material')
group by material
order by there;

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

-- name: held
select
    dataset,
    key,
    document_id,
    held_by,
    held_at,
    rule,
    reason,
    serves_instead
from quality.held_document
order by case when held_by = 'person' then 1 else 0 end, dataset, key, document_id;

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

-- name: lost
select
    f.dataset,
    f.problem
from quality.coverage as f
where f.is_lost
order by f.dataset, f.floor;

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
