with asked as (
    select
        d.document_id,
        d.retrieved_at,
        flow,
        commodity,
        year
    from {{ ref('stg_books__current_document') }} as d
    {{ explode_json_list('d.scope', 'flow', 'flow') }}
    {{ explode_json_list('d.scope', 'commodity', 'commodity') }}
    {{ explode_json_list('d.scope', 'year', 'year') }}
    where d.dataset = 'taiwan_customs__trade'
),

ranked as (
    select
        *,
        row_number() over (
            partition by flow, commodity, year
            order by retrieved_at desc, document_id asc
        ) as place
    from asked
)

select
    flow,
    commodity,
    year,
    document_id,
    retrieved_at
from ranked
where place = 1
