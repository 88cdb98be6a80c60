-- An answer of the API whose pages hold fewer or more cells than the publisher counts.
select
    answer,
    max(answer_cells) as answer_cells,
    sum(cells) as cells
from {{ ref('stg_japan_customs__answer') }}
where answer_cells is not null
group by answer
having sum(cells) <> max(answer_cells)
