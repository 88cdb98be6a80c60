with asked as (
    select
        d.document_id,
        d.retrieved_at,
        product,
        flow,
        year
    from {{ ref('stg_books__current_document') }} as d
    {{ explode_json_list('d.scope', 'product', 'product') }}
    {{ explode_json_list('d.scope', 'flow', 'flow') }}
    {{ explode_json_list('d.scope', 'year', 'year') }}
    where d.dataset = 'eurostat_comext__trade'
),

ranked as (
    select
        *,
        row_number() over (
            partition by product, flow, year
            order by retrieved_at desc, document_id asc
        ) as place
    from asked
)

select
    product,
    flow,
    year,
    document_id,
    retrieved_at
from ranked
where place = 1
