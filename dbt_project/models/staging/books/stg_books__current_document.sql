select
    document_id,
    dataset,
    key,
    partition,
    scope,
    retrieved_at,
    released_at,
    kind
from {{ ref('stg_books__sighting') }}
where superseded_at is null
