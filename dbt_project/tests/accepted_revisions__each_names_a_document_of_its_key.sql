-- Only where the key is known to this warehouse: the snapshot does not hold what a refresh brought elsewhere.
select
    a.dataset,
    a.key,
    a.document_id
from {{ ref('accepted_revisions') }} as a
where
    exists (
        select 1
        from {{ source('books', 'sighting') }} as s
        where s.dataset = a.dataset and s.key = a.key
    )
    and not exists (
        select 1
        from {{ source('books', 'sighting') }} as s
        where s.dataset = a.dataset and s.key = a.key and s.document_id = a.document_id
    )
