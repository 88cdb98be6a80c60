-- The queries that find the documents behind the rows that break a rule: broken_row holds the rows with their place,
-- row_document the documents of each.

-- name: begin
create or replace temp table row_document (place bigint, document_id varchar);

-- name: broken_row
create or replace temp table broken_row as
select
    *,
    row_number() over () as broken_place
from ({query}) as r;

-- name: own
insert into row_document
select distinct
    broken_place,
    document_id
from (select broken_place, unnest({documents}) as document_id from broken_row)
where document_id is not null;

-- name: joined
insert into row_document
select distinct
    broken_place,
    document_id
from (
    select
        b.broken_place,
        unnest({documents}) as document_id
    from broken_row as b
    inner join {relation} as m on {on}
)
where document_id is not null;

-- name: groups
select distinct documents
from (
    select list_sort(list_distinct(list(document_id))) as documents
    from row_document
    group by place
)
order by documents;

-- name: of_document
select b.* exclude (broken_place)
from broken_row as b
inner join row_document as r on b.broken_place = r.place
where r.document_id = getvariable('document')
order by all;

-- name: leave_out
insert into raw.decision
select
    document_id,
    min(dataset) as dataset,
    min(key) as key,
    'hold' as action,
    'model' as decided_by,
    timestamp '9001-01-01' as decided_at,
    min(retrieved_at) as effective_at,
    cast(null as varchar) as rule,
    'tried without it' as why,
    cast([] as varchar[]) as beside,
    cast(null as varchar) as code
from raw.sighting
where list_contains(cast(? as varchar[]), document_id)
group by document_id;
