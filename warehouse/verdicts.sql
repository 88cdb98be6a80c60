-- The queries on the verdicts of the suites.

-- name: pending
-- Each document with the passed vintage before it, from the oldest on, one of each key at a time: the verdicts are
-- then the same in whatever order the documents came.
with seen as (
    select
        document_id,
        key,
        min(retrieved_at) as first_at,
        min(sha256) as sha256
    from raw.sighting
    where dataset = getvariable('dataset')
    group by document_id, key
),

newest as (
    select arg_max(document_id, (retrieved_at, sha256)) as document_id
    from raw.sighting
    where
        dataset = getvariable('dataset')
        and document_id not in (
            select h.document_id from raw.held as h where h.held_by = 'person' and h.held_until is null
        )
    group by key
),

before as (
    select
        d.document_id,
        arg_max(s.document_id, (s.retrieved_at, s.sha256)) as compared_with
    from seen as d
    inner join raw.sighting as s
        on
            d.key = s.key
            and d.document_id <> s.document_id
            and (s.retrieved_at < d.first_at or (s.retrieved_at = d.first_at and s.sha256 < d.sha256))
    inner join raw.validation as v on s.document_id = v.document_id and v.is_passed
    where
        s.dataset = getvariable('dataset')
        and s.document_id not in (select h.document_id from raw.held as h where h.held_until is null)
    group by d.document_id
),

due as (
    select
        d.document_id,
        b.compared_with,
        row_number() over (partition by d.key order by d.first_at, d.sha256) as place
    from raw.load as l
    inner join seen as d on l.document_id = d.document_id
    left join before as b on l.document_id = b.document_id
    left join raw.validation as v on l.document_id = v.document_id
    left join raw.comparison as c on l.document_id = c.document_id
    where
        not list_contains(cast(getvariable('judged') as varchar[]), l.document_id)
        and (
            v.document_id is null
            or v.suite_sha <> getvariable('suite_sha')
            or c.compared_with is distinct from b.compared_with
            or (not v.is_passed and l.document_id in (select n.document_id from newest as n))
            or (not v.is_passed and l.document_id in (select a.document_id from raw.decision as a where a.action = 'accept'))
        )
)

select
    document_id,
    compared_with
from due
where place = 1
order by document_id;

-- name: declared
select max(rules_declared) as rules
from raw.validation
where dataset = getvariable('dataset');

-- name: keys
select
    document_id,
    max(key) as key
from raw.sighting
where list_contains(cast(getvariable('documents') as varchar[]), document_id)
group by document_id;


-- name: columns
-- The columns of a raw table, and how each is read from what the quarantine kept of a row.
select
    '"' || column_name || '"' as name,
    case
        when column_name in ('document_id', 'row_number') then 'cast(' || column_name || ' as ' || data_type || ')'
        when data_type = 'JSON' then 'content -> ''$."' || column_name || '"'''
        else 'try_cast(content ->> ''$."' || column_name || '"'' as ' || data_type || ')'
    end as cell
from duckdb_columns()
where schema_name = 'raw' and table_name = ?
order by column_index;

-- name: accepted
select distinct document_id
from raw.decision
where action = 'accept' and dataset = getvariable('dataset')
order by document_id;

-- name: withdrawn
select document_id
from raw.held
where held_by = 'person' and held_until is null and dataset = getvariable('dataset');
