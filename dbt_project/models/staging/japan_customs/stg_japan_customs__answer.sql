with seen as (
    select
        s.document_id,
        s.key,
        s.scope,
        s.retrieved_at,
        s.superseded_at,
        l.rows_accepted = 0 as is_empty,
        -- an empty answer never replaces figures that were served before it
        row_number() over (
            partition by s.key
            order by case when l.rows_accepted = 0 then 1 else 0 end, s.retrieved_at desc, s.document_id
        ) as place
    from {{ ref('stg_books__sighting') }} as s
    inner join {{ source('books', 'load') }} as l on s.document_id = l.document_id
    where s.dataset = 'japan_customs__trade'
),

opened as (
    select
        d.document_id,
        d.key,
        d.scope,
        d.retrieved_at,
        d.is_empty,
        d.superseded_at is not null as is_older_than_empty,
        answer,
        flow,
        cast(year as integer) as year,
        nullif(stage, '') as stage,
        d.key = answer as is_first_page
    from seen as d
    {{ explode_json_list('d.scope', 'answer', 'answer') }}
    {{ explode_json_list('d.scope', 'flow', 'flow') }}
    {{ explode_json_list('d.scope', 'year', 'year') }}
    {{ explode_json_list('d.scope', 'stage', 'stage') }}
    where d.place = 1
),

sized as (
    select
        t.document_id,
        max(t.answer_cells) as answer_cells,
        sum(t.cells) as cells
    from
        {{ with_unread(source('japan_customs', 'japan_customs__trade'), 'japan_customs__trade', 'country', {
            'answer_cells': 'integer', 'cells': 'smallint'
        }) }} as t
    group by t.document_id
),

paged as (
    select
        o.*,
        s.answer_cells,
        s.cells,
        max(o.retrieved_at) over (partition by o.answer) as answer_at,
        max(case when o.is_first_page then s.answer_cells end) over (partition by o.answer) as cells_of_first_page
    from opened as o
    left join sized as s on o.document_id = s.document_id
)

-- a page that is left over from a longer answer counts other cells than the first page does
select
    document_id,
    answer,
    flow,
    year,
    stage,
    retrieved_at,
    answer_at,
    is_empty,
    is_older_than_empty,
    answer_cells,
    cells,
    scope
from paged
where is_first_page or answer_cells = cells_of_first_page
