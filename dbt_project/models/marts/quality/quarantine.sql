select
    dataset,
    document_id,
    row_number,
    reason,
    cast(content as varchar) as content
from {{ source('books', 'quarantine') }}
where
    document_id in (
        select s.document_id
        from {{ source('books', 'sighting') }} as s
        where s.retrieved_at <= {{ as_of() }}
    )
