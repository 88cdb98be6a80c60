-- The queries of the loader on many documents in one transaction (many.py).

-- name: documents
create or replace temp table incoming_document (
    document_id varchar not null,
    key varchar not null,
    dataset_partition varchar,
    row_cap integer,
    body varchar not null
);

-- name: quarantine
insert into raw.quarantine
select
    getvariable('dataset') as dataset,
    document_id,
    row_number,
    reason,
    to_json(row_content) as content
from incoming
where reason is not null;

-- name: exclude
insert into raw.exclusion
select
    getvariable('dataset') as dataset,
    document_id,
    rule,
    count(*) as rows
from incoming
where rule is not null and reason is null
group by document_id, rule;

-- name: accounts
with account as (
    select
        document_id,
        count(*) as rows_read,
        count(*) filter (where reason is null and rule is null) as rows_accepted,
        count(*) filter (where reason is not null) as rows_quarantined,
        count(*) filter (where reason is null and rule is not null) as rows_excluded
    from incoming
    group by document_id
)

select
    d.document_id,
    coalesce(a.rows_read, 0) as rows_read,
    coalesce(a.rows_accepted, 0) as rows_accepted,
    coalesce(a.rows_quarantined, 0) as rows_quarantined,
    coalesce(a.rows_excluded, 0) as rows_excluded
from incoming_document as d
left join account as a on d.document_id = a.document_id;
