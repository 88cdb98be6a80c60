-- A view: what is set aside is told also where the figures that are served have not changed since.
{{ config(materialized='view') }}
with held as (
    select
        *,
        row_number() over (
            partition by document_id
            order by
                case held_by when 'person' then 0 when 'load' then 1 when 'suite' then 2 else 3 end,
                held_at desc,
                reason asc
        ) as place
    from {{ source('books', 'held') }}
    where held_at <= {{ as_of() }} and (held_until is null or held_until > {{ as_of() }})
),

seen as (
    select
        document_id,
        max(sha256) as sha256,
        max(retrieved_at) as retrieved_at
    from {{ source('books', 'sighting') }}
    where retrieved_at <= {{ as_of() }}
    group by document_id
),

serving as (
    select
        dataset,
        key,
        document_id,
        retrieved_at,
        sha256
    from {{ ref('stg_books__sighting') }}
    where superseded_at is null
)

select
    split_part(h.dataset, '__', 1) as source,
    h.dataset,
    h.key,
    h.document_id,
    s.retrieved_at,
    h.held_by,
    h.held_at,
    h.rule,
    h.reason,
    n.document_id as serves_instead,
    case
        when h.held_by = 'person' then 'chokepoint restore ' || h.document_id
        else 'chokepoint documents ' || h.document_id || '; chokepoint withdraw ' || h.document_id || ' --why REASON'
    end as next_step
from held as h
inner join seen as s on h.document_id = s.document_id
left join serving as n on h.dataset = n.dataset and h.key = n.key
where
    h.place = 1
    and (
        n.document_id is null
        or s.retrieved_at > n.retrieved_at
        or (s.retrieved_at = n.retrieved_at and s.sha256 > n.sha256)
    )
