with asked as (
    select
        a.*,
        asked_code
    from {{ ref('stg_japan_customs__answer') }} as a
    {{ explode_json_list('a.scope', 'codes', 'asked_code') }}
),

answered as (
    select
        flow,
        year,
        asked_code,
        answer,
        min(document_id) as document_id,
        max(stage) as stage,
        max(answer_at) as answer_at,
        max(case when is_older_than_empty then 1 else 0 end) = 1 as is_older_than_empty
    from asked
    group by flow, year, asked_code, answer
),

delivered as (
    select distinct
        a.answer,
        t.code
    from {{ source('japan_customs', 'japan_customs__trade') }} as t
    inner join {{ ref('stg_japan_customs__answer') }} as a on t.document_id = a.document_id
),

held as (
    select
        answer,
        code as held_code
    from delivered
    union
    select
        answer,
        substr(code, 1, 2) as held_code
    from delivered
),

ranked as (
    select
        a.*,
        h.held_code is null as is_empty,
        row_number() over (
            partition by a.flow, a.year, a.asked_code
            order by case when h.held_code is null then 1 else 0 end, a.answer_at desc, a.answer asc
        ) as place
    from answered as a
    left join held as h on a.answer = h.answer and a.asked_code = h.held_code
)

select
    flow,
    year,
    asked_code,
    answer,
    document_id,
    stage,
    answer_at,
    case
        when is_older_than_empty then 'failed'
        when is_empty then 'empty'
        else 'reported'
    end as state
from ranked
where place = 1
