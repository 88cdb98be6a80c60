with gathered as (
    {{ contributions('block_state') }}
),

-- until when a publisher was asked, also where it had nothing new
asked as (
    select
        split_part(dataset, '__', 1) as source,
        max(known_at) as known_at
    from (
        select
            dataset,
            known_at
        from {{ ref('stg_books__answer') }}
        union all
        select
            dataset,
            asked_at as known_at
        from {{ source('books', 'asked') }}
        where asked_at <= {{ as_of() }}
    ) as answered
    group by split_part(dataset, '__', 1)
),

dated as (
    select
        g.*,
        {{ due_at('g.period', 'l.lag_days') }} as due_at,
        a.known_at,
        f.attempted_at as failed_at,
        f.problem
    from gathered as g
    left join {{ ref('publication_lags') }} as l on g.source = l.source and g.frequency = l.frequency
    left join asked as a on g.source = a.source
    left join {{ ref('stg_books__failure') }} as f on g.dataset = f.dataset and f.key is null
),

judged as (
    select
        *,
        case
            when state = 'not_published' and failed_at >= due_at then 'failed'
            when state = 'not_published' and known_at >= due_at then 'late'
            else state
        end as known_state
    from dated
)

select
    source,
    dataset,
    reporter_iso3,
    flow,
    item,
    period,
    frequency,
    known_state as state,
    case known_state when 'failed' then failed_at when 'late' then due_at else retrieved_at end as since,
    has_suppressed,
    document_id,
    case when known_state = 'failed' then problem end as problem
from judged
