-- The queries on which documents count, and which were set aside and may count again.

-- name: counting
select
    s.document_id,
    min(s.dataset) as dataset,
    min(s.key) as key,
    min(s.retrieved_at) as first_seen_at
from raw.sighting as s
inner join raw.validation as v on s.document_id = v.document_id and v.is_passed
where s.document_id not in (select h.document_id from raw.held as h where h.held_until is null)
group by s.document_id
order by dataset, key, first_seen_at, s.document_id;

-- name: due_again
-- Set aside by a rule of the models: under other models, or beside a document that does not serve any longer.
with newest as (
    select arg_max(s.document_id, (s.retrieved_at, s.sha256)) as document_id
    from raw.sighting as s
    inner join raw.validation as v on s.document_id = v.document_id and v.is_passed
    where s.document_id not in (select h.document_id from raw.held as h where h.held_until is null)
    group by s.dataset, s.key
),

standing as (
    select
        *,
        row_number() over (
            partition by document_id
            order by decided_at desc
        ) as place
    from raw.decision
    where action <> 'accept'
)

select d.document_id
from standing as d
where
    d.place = 1
    and d.action = 'hold'
    and (
        d.code is distinct from getvariable('code')
        or exists (
            select 1
            from unnest(d.beside) as b (document_id)
            where b.document_id not in (select n.document_id from newest as n)
        )
    )
order by d.document_id;

-- name: on_trial
insert into raw.decision
select
    document_id,
    min(dataset) as dataset,
    min(key) as key,
    'release' as action,
    'data test' as decided_by,
    timestamp '9000-01-01' as decided_at,
    timestamp '9000-01-01' as effective_at,
    cast(null as varchar) as rule,
    'on trial' as why,
    cast([] as varchar[]) as beside,
    cast(null as varchar) as code
from raw.sighting
where list_contains(cast(getvariable('documents') as varchar[]), document_id)
group by document_id;

-- name: named
select
    document_id,
    min(dataset) as dataset,
    min(key) as key
from raw.sighting
where list_contains(cast(getvariable('documents') as varchar[]), document_id)
group by document_id
order by document_id;
