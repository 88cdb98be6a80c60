select
    document_id,
    min(dataset) as dataset,
    min(key) as key,
    min(held_at) as held_at,
    min(held_by) as held_by
from {{ source('books', 'held') }}
where held_at <= {{ as_of() }} and (held_until is null or held_until > {{ as_of() }})
group by document_id
