with asked as (
    select
        dataset,
        sha256,
        max(asked_at) as asked_at
    from {{ source('books', 'asked') }}
    where asked_at <= {{ as_of() }}
    group by dataset, sha256
),

seen as (
    select
        document_id,
        dataset,
        key,
        sha256,
        max(retrieved_at) as retrieved_at
    from {{ ref('stg_books__sighting') }}
    group by document_id, dataset, key, sha256
)

select
    s.document_id,
    s.dataset,
    s.key,
    s.retrieved_at,
    case when a.asked_at > s.retrieved_at then a.asked_at else s.retrieved_at end as known_at
from seen as s
left join asked as a on s.dataset = a.dataset and s.sha256 = a.sha256
