with sighting as (
    select
        s.*,
        lag(s.sha256) over (
            partition by s.dataset, s.key order by s.retrieved_at, s.sha256
        ) as sha256_before
    from {{ source('books', 'sighting') }} as s
    inner join {{ source('books', 'validation') }} as v
        on s.document_id = v.document_id and v.is_passed
    where
        s.retrieved_at <= {{ as_of() }}
        and s.document_id not in (select h.document_id from {{ ref('stg_books__held') }} as h)
),

vintage as (
    select *
    from sighting
    where sha256_before is null or sha256_before <> sha256
)

select
    document_id,
    dataset,
    key,
    partition,
    scope,
    url,
    retrieved_at,
    lead(retrieved_at) over (
        partition by dataset, key order by retrieved_at, sha256
    ) as superseded_at,
    released_at,
    sha256,
    bytes,
    publisher,
    licence,
    origin,
    kind,
    obtained_from
from vintage
