-- What is gone of the figures that were served for the same cells, and which files have few partners. Reads the tables
-- of drift.sql and of warehouse/cells.sql; the names in braces come from the declaration (expectations/drift.py).

-- name: gone
with compared as (
    select *, abs(amounts[1].amount) as amount
    from drift_row
    where
        not is_total
        and len(list_filter(amounts, lambda one: one.amount <> 0)) > 0
        and document_id not in (select p.document_id from drift_row as p where p.is_part)
),

-- only where something was served before: what is new beside it is no comfort
same as (
    select c.*
    from compared as c
    semi join (select document_id, cell from compared where not is_after) as b using (document_id, cell)
),

-- each partner, code and period over all of them, and each partner within its series
told as (
    select document_id, is_after, amount, a.axis, a.value, cast(null as varchar) as within
    from (select document_id, is_after, amount, unnest(axes) as a from same)
    union all
    select document_id, is_after, amount, '{member_name}' as axis, member as value, series as within
    from same
    where {has_members}
),

value as (
    select
        document_id, axis, value, within,
        sum(case when not is_after then amount end) as before,
        bool_or(not is_after) as was_there,
        bool_or(is_after) as is_there
    from told
    group by all
),

gone as (
    select
        document_id, axis, within,
        count(*) as were_there,
        count(*) filter (where not is_there) as gone,
        sum(before) as before,
        coalesce(sum(before) filter (where is_there), 0) as after,
        string_agg(value, ', ' order by before desc nulls last, value) filter (where not is_there) as names
    from value
    where was_there
    group by document_id, axis, within
    having count(*) filter (where not is_there) > 0
),

server as (
    select
        pair_document as document_id,
        string_agg(distinct of_document, ', ' order by of_document) as names
    from drift_side
    group by pair_document
)

select
    'gone' as rule,
    g.document_id,
    '{first_measure}' as measure,
    coalesce(g.within || ' ', '') || g.axis as series,
    case when length(g.names) > 80 then left(g.names, 77) || '...' else g.names end as member,
    g.before,
    g.after,
    cast(null as double) as factor,
    g.gone || ' of the ' || g.were_there || ' that document ' || s.names || ' serves' as note
from gone as g
inner join server as s on g.document_id = s.document_id
where
    case
        when g.within is null
            then
                g.before - g.after > {gone_share} * g.before
                or (g.gone >= 3 and g.gone >= {gone_part} * g.were_there)
                or g.gone = g.were_there
        -- one by one they may be too small for the rule on members
        else
            g.gone >= 2 and g.gone < g.were_there and g.before - g.after > {member_share} * g.before
            and g.before >= {series_share} * (
                select sum(v.before) from value as v where v.document_id = g.document_id and v.within is not null
            )
    end

-- name: few
-- Partners of a thing in one period, on average: in a file that a person brought, and in documents about other times.
with usual as (
    select document_id, of_document, thing, avg(members) as members
    from (
        select document_id, of_document, thing, series, count(distinct member) as members
        from drift_printed
        where side <> 'before' and not is_total and len(list_filter(amounts, lambda one: one.amount <> 0)) > 0
        group by document_id, of_document, thing, series
    )
    group by document_id, of_document, thing
),

beside as (
    select
        a.document_id,
        b.of_document,
        avg(a.members) as members,
        avg(b.members) as usual
    from usual as a
    inner join usual as b on a.document_id = b.document_id and a.thing = b.thing
    where a.of_document = a.document_id and b.of_document <> b.document_id
    group by a.document_id, b.of_document
    having avg(b.members) >= 5
)

select
    'few' as rule,
    document_id,
    '{member_name}' as measure,
    'each series, on average' as series,
    '' as member,
    cast(max(usual) as decimal(38, 6)) as before,
    cast(arg_max(members, usual) as decimal(38, 6)) as after,
    cast(null as double) as factor,
    'fewer than in document ' || arg_max(of_document, usual) as note
from beside
group by document_id
having max(members / usual) < 1.0 / 3
