with sighted as (
    select
        document_id,
        min(key) as key
    from {{ source('books', 'sighting') }}
    where retrieved_at <= {{ as_of() }}
    group by document_id
)

select
    split_part(d.dataset, '__', 1) as source,
    d.dataset,
    s.key,
    d.document_id,
    d.compared_with,
    d.rule,
    d.rule in ('total', 'member', 'exchange', 'gone', 'few') as is_rejecting,
    d.series,
    nullif(d.member, '') as member,
    d.measure,
    d.amount_before,
    d.amount_after,
    d.factor,
    d.note
from {{ source('books', 'drift') }} as d
inner join sighted as s on d.document_id = s.document_id
