-- The queries on the verdicts of the suites.

-- name: pending
-- Each document with what was served before it, from the oldest on, one at a time of those about the same figures: the
-- verdicts are then the same in whatever order the documents came. Reads the tables that warehouse/cells.sql makes.
with newest as (
    select arg_max(document_id, (retrieved_at, sha256)) as document_id
    from raw.sighting
    where
        dataset = getvariable('dataset')
        and document_id not in (
            select h.document_id from raw.held as h where h.held_by = 'person' and h.held_until is null
        )
    group by key
),

based as (
    select
        document_id,
        max(other) filter (where is_own) as own,
        coalesce(list(other order by other) filter (where not is_own), []) as beside
    from base
    group by document_id
),

due as (
    select
        d.document_id,
        d.key,
        d.unit,
        (d.first_at, d.sha256, d.document_id) as place,
        b.own,
        coalesce(b.beside, []) as beside
    from raw.load as l
    inner join document as d on l.document_id = d.document_id
    left join based as b on l.document_id = b.document_id
    left join raw.validation as v on l.document_id = v.document_id
    left join raw.comparison as c on l.document_id = c.document_id
    where
        not list_contains(cast(getvariable('judged') as varchar[]), l.document_id)
        and (
            v.document_id is null
            or v.suite_sha <> getvariable('suite_sha')
            or c.compared_with is distinct from coalesce(b.own, b.beside[1])
            or coalesce(c.beside, []) <> coalesce(b.beside, [])
            or (not v.is_passed and l.document_id in (select n.document_id from newest as n))
            or (not v.is_passed and l.document_id in (select a.document_id from raw.decision as a where a.action = 'accept'))
        )
),

first_of_key as (
    select key, min(place) as place
    from due
    group by key
),

first_beside as (
    select o.unit, min(d.place) as place
    from overlap as o
    inner join due as d on o.other = d.unit
    group by o.unit
)

select
    d.document_id,
    d.own,
    d.beside
from due as d
inner join first_of_key as k on d.key = k.key and d.place = k.place
left join first_beside as b on d.unit = b.unit
where b.place is null or d.place < b.place
order by d.document_id;

-- name: standing
-- What the rules found in the newest document that passed them.
select v.findings
from raw.validation as v
inner join raw.sighting as s on v.document_id = s.document_id
where v.dataset = getvariable('dataset') and v.is_passed
order by s.retrieved_at desc, v.document_id
limit 1;

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

-- name: unreadable
select
    u.document_id,
    u.reason
from raw.unreadable as u
where
    u.dataset = getvariable('dataset')
    and u.document_id in (
        select arg_max(s.document_id, (s.retrieved_at, s.sha256))
        from raw.sighting as s
        where
            s.dataset = getvariable('dataset')
            and s.document_id not in (
                select h.document_id from raw.held as h where h.held_by = 'person' and h.held_until is null
            )
        group by s.key
    )
order by u.document_id;
