with reporter as (
    select distinct reporter
    from {{ source('eurostat_comext', 'eurostat_comext__trade') }}
),

-- an answer is of all members and the whole year, a file of those members and months that its scope lists
asked as (
    select
        d.document_id,
        d.retrieved_at,
        r.reporter,
        product,
        flow,
        year || '-' || lpad(cast(month as varchar), 2, '0') as period
    from {{ ref('stg_books__current_document') }} as d
    {{ explode_json_list('d.scope', 'product', 'product') }}
    {{ explode_json_list('d.scope', 'flow', 'flow') }}
    {{ explode_json_list('d.scope', 'year', 'year') }}
    cross join range(1, 13) as months (month)
    cross join reporter as r
    where
        d.dataset = 'eurostat_comext__trade'
        and {{ is_of_month('d.scope', 'month') }}
        and (
            {{ json_list_text('d.scope', 'reporter', ' ') }} is null
            or concat(' ', {{ json_list_text('d.scope', 'reporter', ' ') }}, ' ') like concat('% ', r.reporter, ' %')
        )
),

ranked as (
    select
        *,
        row_number() over (
            partition by reporter, product, flow, period
            order by retrieved_at desc, document_id asc
        ) as place
    from asked
)

select
    reporter,
    product,
    flow,
    period,
    document_id,
    retrieved_at
from ranked
where place = 1
