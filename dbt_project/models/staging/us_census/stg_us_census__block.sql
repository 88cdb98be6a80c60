with asked as (
    select
        d.document_id,
        d.retrieved_at,
        commodity,
        flow,
        year || '-' || lpad(cast(month as varchar), 2, '0') as period
    from {{ ref('stg_books__current_document') }} as d
    {{ explode_json_list('d.scope', 'commodity', 'commodity') }}
    {{ explode_json_list('d.scope', 'flow', 'flow') }}
    {{ explode_json_list('d.scope', 'year', 'year') }}
    cross join range(1, 13) as months (month)
    where d.dataset = 'us_census__trade' and {{ is_of_month('d.scope', 'month') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by commodity, flow, period
            order by retrieved_at desc, document_id asc
        ) as place
    from asked
)

select
    commodity,
    flow,
    period,
    document_id,
    retrieved_at
from ranked
where place = 1
