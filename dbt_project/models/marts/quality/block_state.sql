select
    source,
    dataset,
    reporter_iso3,
    flow,
    item,
    period,
    frequency,
    state,
    since,
    has_suppressed,
    document_id,
    problem
from {{ ref('int_block_state') }}
union all
-- an answer that was refused, or an attempt at a whole dataset that failed
select
    split_part(dataset, '__', 1) as source,
    dataset,
    cast(null as varchar) as reporter_iso3,
    cast(null as varchar) as flow,
    key as item,
    partition as period,
    cast(null as varchar) as frequency,
    'failed' as state,
    attempted_at as since,
    false as has_suppressed,
    cast(null as varchar) as document_id,
    problem
from {{ ref('stg_books__failure') }}
