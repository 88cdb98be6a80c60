select
    document_id,
    split_part(dataset, '__', 1) as source,
    dataset,
    key,
    partition,
    retrieved_at,
    superseded_at,
    released_at,
    sha256,
    bytes,
    url,
    publisher,
    licence,
    kind,
    origin,
    obtained_from
from {{ ref('stg_books__sighting') }}
