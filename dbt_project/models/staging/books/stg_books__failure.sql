with attempt as (
    select
        *,
        row_number() over (
            partition by dataset, coalesce(key, '')
            order by attempted_at desc, problem asc
        ) as place
    from {{ source('books', 'attempt') }}
    where attempted_at <= {{ as_of() }}
),

answered as (
    select
        dataset,
        key,
        max(known_at) as known_at
    from {{ ref('stg_books__answer') }}
    group by dataset, key
)

select
    f.dataset,
    f.key,
    f.partition,
    f.attempted_at,
    f.kind,
    f.problem
from attempt as f
left join answered as a on f.dataset = a.dataset and f.key = a.key
where f.place = 1 and (a.known_at is null or a.known_at < f.attempted_at)
