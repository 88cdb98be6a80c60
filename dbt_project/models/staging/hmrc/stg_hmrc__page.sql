with page as (
    select
        d.document_id,
        d.retrieved_at,
        t.answer,
        t.page,
        max(case when t.has_next_page then 1 else 0 end) as next_pages
    from {{ ref('stg_books__current_document') }} as d
    inner join {{ source('hmrc', 'hmrc__trade') }} as t on d.document_id = t.document_id
    where d.dataset = 'hmrc__trade'
    group by d.document_id, d.retrieved_at, t.answer, t.page
),

-- an answer without rows covers what was asked as well
asked as (
    select
        d.document_id,
        d.retrieved_at,
        d.key,
        commodity,
        year
    from {{ ref('stg_books__current_document') }} as d
    {{ explode_json_list('d.scope', 'commodity', 'commodity') }}
    {{ explode_json_list('d.scope', 'year', 'year') }}
    where d.dataset = 'hmrc__trade'
),

chained as (
    select
        p.document_id,
        p.page,
        count(case when before.next_pages = 1 then 1 end) as pages_before
    from page as p
    left join page as before on p.answer = before.answer and p.page > before.page
    group by p.document_id, p.page
)

select
    a.document_id,
    a.retrieved_at,
    a.key,
    a.commodity,
    a.year
from asked as a
left join chained as c on a.document_id = c.document_id
where (c.document_id is null and a.key not like '%-page-%') or c.pages_before = c.page - 1
