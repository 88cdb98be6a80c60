-- The documents of a warehouse and what became of each. `wanted` is the beginning of an identity, `source` a publisher;
-- NULL for all.

-- name: documents
with seen as (
    select
        document_id,
        min(dataset) as dataset,
        min(key) as key,
        min(sha256) as sha256,
        max(bytes) as bytes,
        min(retrieved_at) as first_seen_at,
        max(retrieved_at) as last_seen_at,
        arg_max(released_at, retrieved_at) as released_at,
        arg_max(publisher, retrieved_at) as publisher,
        arg_max(url, retrieved_at) as url,
        arg_max(origin, retrieved_at) as origin,
        arg_max(obtained_from, retrieved_at) as obtained_from
    from raw.sighting
    group by document_id
),

-- who set it aside: what a person said is told before what a rule found
held as (
    select
        *,
        row_number() over (
            partition by document_id
            order by
                case held_by when 'person' then 0 when 'load' then 1 when 'suite' then 2 else 3 end,
                held_at desc
        ) as place
    from raw.held
    where held_until is null
),

counting as (
    select
        s.*,
        row_number() over (
            partition by s.dataset, s.key
            order by s.last_seen_at desc, s.sha256 desc
        ) as place
    from seen as s
    inner join raw.validation as v on s.document_id = v.document_id and v.is_passed
    where s.document_id not in (select h.document_id from held as h)
)

select
    s.document_id,
    s.dataset,
    s.key,
    case
        when h.held_by = 'person' then 'withdrawn'
        when h.document_id is not null then 'held'
        when s.document_id = c.document_id then 'serving'
        when v.document_id is null then 'not judged'
        else 'superseded'
    end as state,
    h.held_by,
    h.held_at,
    h.rule,
    h.reason,
    case when s.document_id <> c.document_id then c.document_id end as serves_instead,
    coalesce(
        (c.last_seen_at > s.last_seen_at or (c.last_seen_at = s.last_seen_at and c.sha256 > s.sha256)), false
    ) as is_superseded,
    s.first_seen_at,
    s.last_seen_at,
    s.released_at,
    s.publisher,
    s.url,
    s.origin,
    s.obtained_from,
    s.sha256,
    s.bytes,
    l.rows_read,
    l.rows_accepted,
    l.rows_quarantined,
    l.rows_excluded
from seen as s
left join held as h on s.document_id = h.document_id and h.place = 1
left join counting as c on s.dataset = c.dataset and s.key = c.key and c.place = 1
left join raw.validation as v on s.document_id = v.document_id
left join raw.load as l on s.document_id = l.document_id
where
    (getvariable('wanted') is null or starts_with(s.document_id, cast(getvariable('wanted') as varchar)))
    and (getvariable('source') is null or split_part(s.dataset, '__', 1) = cast(getvariable('source') as varchar))
order by s.dataset, s.key, s.last_seen_at, s.document_id;

-- name: findings
select
    f.found.rule as rule,
    f.found.is_warning as is_warning,
    f.found.is_acceptable as is_acceptable,
    f.found.unexpected_rows as unexpected_rows,
    f.found.examples as examples
from (
    select
        unnest(
            from_json(
                findings,
                '[{"rule":"VARCHAR","is_passed":"BOOLEAN","is_warning":"BOOLEAN","is_acceptable":"BOOLEAN","unexpected_rows":"BIGINT","examples":["VARCHAR"]}]'
            )
        ) as found
    from raw.validation
    where document_id = getvariable('wanted')
) as f
where not f.found.is_passed;

-- name: decisions
select
    action,
    decided_by,
    decided_at,
    rule,
    why
from raw.decision
where document_id = getvariable('wanted')
order by decided_at;

-- name: quarantine
select
    reason,
    count(*) as rows,
    min(row_number) as first_row
from raw.quarantine
where document_id = getvariable('wanted')
group by reason
order by rows desc, reason;
