-- Which documents leave out more than the limit allows. The names in braces come from the suite's declaration
-- (expectations/part.py): `whole` and `left_out` are queries of raw rows, `whole_table` and `left_out_table` the rows
-- that hold their amounts.

-- name: part
with left_out as (
    select document_id, count(*) as rows
    from ({left_out})
    group by document_id
),

whole as (
    select document_id, count(*) as rows
    from ({whole})
    group by document_id
),

amount_left_out as (
    select document_id, a.measure, of_which, sum(a.amount) as amount
    from (
        select document_id, {of_which} as of_which, unnest({amounts}) as a
        from {left_out_table}
    )
    group by document_id, a.measure, of_which
    having sum(a.amount) > 0
),

amount_in_all as (
    select document_id, a.measure, of_which, sum(a.amount) as amount
    from (
        select document_id, {of_which} as of_which, unnest({amounts}) as a
        from {whole_table}
        where not coalesce({total}, false)
    )
    group by document_id, a.measure, of_which
)

select
    l.document_id,
    'rows' as measure,
    '' as of_which,
    cast(l.rows as decimal(38, 6)) as left_out,
    cast(w.rows as decimal(38, 6)) as in_all
from left_out as l
inner join whole as w on l.document_id = w.document_id
where {counts_rows} and l.rows > {limit} * w.rows
union all
select
    l.document_id,
    l.measure,
    l.of_which,
    l.amount as left_out,
    coalesce(w.amount, 0) as in_all
from amount_left_out as l
left join amount_in_all as w
    on l.document_id = w.document_id and l.measure = w.measure and l.of_which = w.of_which
where l.amount > {limit} * coalesce(w.amount, 0)

-- name: unmeasured
union all
select
    document_id,
    'rows without an amount that can be read' as measure,
    '' as of_which,
    cast(count(*) as decimal(38, 6)) as left_out,
    cast(null as decimal(38, 6)) as in_all
from ({left_out})
where {measured} is null
group by document_id
