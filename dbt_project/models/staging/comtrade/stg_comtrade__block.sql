with document as (
    select *
    from {{ ref('stg_books__current_document') }}
    where dataset = 'comtrade__trade'
),

asked as (
    select
        d.document_id,
        d.retrieved_at,
        frequency,
        cast(reporter_code as integer) as reporter_code,
        flow,
        hs_code,
        period
    from document as d
    {{ explode_json_list('d.scope', 'freq', 'frequency') }}
    {{ explode_json_list('d.scope', 'reporter', 'reporter_code') }}
    {{ explode_json_list('d.scope', 'flow', 'flow') }}
    {{ explode_json_list('d.scope', 'cmd', 'hs_code') }}
    {{ explode_json_list('d.scope', 'period', 'period') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by frequency, reporter_code, flow, hs_code, period
            order by retrieved_at desc, document_id asc
        ) as place
    from asked
)

select
    frequency,
    reporter_code,
    flow,
    hs_code,
    period,
    document_id,
    retrieved_at
from ranked
where place = 1
