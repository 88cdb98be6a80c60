-- What can be asked of the published file. Parameters are DuckDB variables; a NULL one leaves nothing out.

-- name: materials
select
    m.material,
    m.name,
    count(distinct c.importer_iso3) as importers,
    min(c.first_period) as first_period,
    max(c.last_period) as last_period,
    string_agg(distinct c.loosest_fit, ', ' order by c.loosest_fit) as fit,
    string_agg(distinct c.code_sets, '; ' order by c.code_sets) as codes,
    m.note
from reference.material as m
left join catalogue as c
    on
        m.material = c.material
        and c.frequency = 'A'
        and (getvariable('importer') is null or c.importer_iso3 = getvariable('importer'))
group by m.material, m.name, m.note
order by m.name;

-- name: importers
select
    i.importer_iso3,
    i.name as importer,
    count(distinct c.material) as materials,
    min(c.first_period) as first_period,
    max(c.last_period) as last_period
from reference.importer as i
inner join catalogue as c on i.importer_iso3 = c.importer_iso3 and c.frequency = 'A'
where getvariable('material') is null or c.material = getvariable('material')
group by i.importer_iso3, i.name
order by i.name;

-- name: years
select
    period,
    count(distinct importer_iso3) as importers,
    count(distinct material) as materials,
    string_agg(distinct evidence, ', ' order by evidence) as evidence
from concentration
where
    reason is null
    and frequency = 'A'
    and (getvariable('importer') is null or importer_iso3 = getvariable('importer'))
    and (getvariable('material') is null or material = getvariable('material'))
group by period
order by period;

-- name: sources
with document as (
    select
        document_id,
        max(publisher) as publisher,
        max(licence) as licence
    from provenance.document
    group by document_id
)

select
    l.source,
    max(d.publisher) as publisher,
    count(*) as documents,
    cast(sum(l.rows_accepted) as bigint) as rows,
    max(d.licence) as licence
from quality.load as l
left join document as d on l.document_id = d.document_id
group by l.source
order by l.source;

-- name: indicators
select
    model,
    column_name,
    name,
    unit,
    range_low,
    range_high,
    direction,
    formula,
    edge_cases,
    authority
from reference.indicator_definition
order by model, name, column_name;
