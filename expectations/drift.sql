-- What moved between a document and what served its figures before. One query for every raw table; the names in braces
-- come from the suite's declaration (expectations/drift.py), the documents from the table drift_pair, the rows that they
-- are compared with from drift_side and drift_neighbour (warehouse/cells.sql), the documents whose revision was accepted
-- from the variable accepted.

-- name: macros
-- How many times larger or smaller; infinite where a known amount is gone or has turned its sign, NULL where none was
-- known before.
create or replace temp macro moved_by(before, after) as
case
    when before is null then null
    when after is null or after * before <= 0 then cast('infinity' as double)
    when abs(after) > abs(before) then cast(after as double) / cast(before as double)
    else cast(before as double) / cast(after as double)
end;

-- name: rows_of_document
select
    t.*,
    s.pair_document
from {table} as t
inner join drift_side as s on t.document_id = s.of_document

-- name: rows_of_cells
select
    t.*,
    s.pair_document
from {table} as t
inner join drift_side as s on t.document_id = s.of_document and {block} = s.of_block and {row_code} = s.of_code

-- name: rows
-- Added up under the publisher's own fields before names are made of them: a table may have millions of rows. `side` is
-- after, before, or beside where a document about other times shows what is usual.
create or replace temp table drift_printed as
with added as (
    select
        pair_document,
        document_id as of_document,
        side,
        {series_fields},
        {member_field} as member_field,
        {cell} as cell,
        {thing} as thing,
        coalesce({total}, false) as is_total,
        {attribute_fields},
        bool_or(coalesce({part}, false)) as is_part,
        {sums}
    from (
        select t.*, t.document_id as pair_document, 'after' as side
        from {table} as t
        where t.document_id in (
            select p.document_id
            from drift_pair as p
            where
                p.compared_with is not null
                or '{value_measure}' <> ''
                or p.document_id in (select n.pair_document from drift_neighbour as n)
        )
        union all by name
        select *, 'before' as side
        from ({rows_before})
        union all by name
        select t.*, n.pair_document, 'beside' as side
        from {table} as t
        inner join drift_neighbour as n on t.document_id = n.of_document
    )
    where ({only})
    group by all
)

select
    pair_document as document_id,
    of_document,
    side,
    side = 'after' as is_after,
    {series} as series,
    {member} as member,
    cell,
    thing,
    is_total,
    is_part,
    [{measures}] as amounts,
    [{attributes}] as labels,
    [{axes}] as axes
from added;

create or replace temp view drift_row as
select * from drift_printed where side <> 'beside';

-- name: findings
with figure as (
    select
        document_id, is_after, series, member, is_total, a.measure,
        bool_or(is_part) as is_part,
        nullif(sum(a.amount), 0) as amount
    from (
        select document_id, is_after, series, member, is_total, is_part, unnest(amounts) as a
        from drift_row
    )
    group by all
),

compared as (
    select distinct document_id
    from drift_row
    where not is_after
),

moved as (
    select
        series, member, is_total, measure, document_id,
        max(amount) filter (where not is_after) as before,
        max(amount) filter (where is_after) as after,
        bool_or(not is_after) as was_there,
        bool_or(is_after) as is_there
    from figure
    where document_id in (select c.document_id from compared as c)
    group by all
    having not bool_or(is_part) or (was_there and is_there)
),

series_total as (
    select
        document_id, series, measure,
        coalesce(sum(before) filter (where is_total), sum(before) filter (where not is_total)) as before,
        coalesce(sum(after) filter (where is_total), sum(after) filter (where not is_total)) as after
    from moved
    group by all
),

document_total as (
    select
        document_id, measure,
        sum(abs(before)) as all_before,
        sum(abs(after)) as all_after,
        sum(before) filter (where after is not null) as before,
        sum(after) filter (where before is not null) as after
    from series_total
    group by all
),

weighed_series as (
    select
        s.*,
        coalesce(greatest(abs(s.before) / d.all_before, abs(s.after) / d.all_after) >= {series_share}, false)
            as is_large
    from series_total as s
    inner join document_total as d on s.document_id = d.document_id and s.measure = d.measure
),

weighed_member as (
    select
        m.*,
        s.before is not null and m.was_there <> m.is_there as comes_or_goes,
        s.is_large
        and coalesce(greatest(abs(m.before) / abs(s.before), abs(m.after) / abs(s.after)) >= {member_share}, false)
            as is_large
    from moved as m
    inner join weighed_series as s
        on m.document_id = s.document_id and m.series = s.series and m.measure = s.measure
    where {has_members} and not m.is_total
),

judged_total as (
    select
        document_id, measure, 'the whole document' as series, '' as member, before, after,
        moved_by(before, after) as factor,
        true as is_large
    from document_total
    union all
    select
        document_id, measure, series, '' as member, before, after,
        moved_by(before, after) as factor,
        is_large
    from weighed_series
),

judged_member as (
    select
        *,
        case when comes_or_goes then cast('infinity' as double) else moved_by(before, after) end as factor
    from weighed_member
),

figures_of_member as (
    select
        document_id, series, member,
        list(before order by measure) as before,
        list(after order by measure) as after
    from moved
    where {has_members} and not is_total and was_there and is_there
    group by all
    having count(before) > 0 and list(before order by measure) <> list(after order by measure)
),

-- one factor between the vintages of a total's members, or of a member in all totals: another unit, currency or price
ratio as (
    select
        *,
        cast(after as double) / cast(before as double) as factor
    from moved
    where not is_total and before <> 0 and after <> 0
),

by_factor as (
    select
        document_id, series, '' as member, measure,
        sum(before) as before,
        sum(after) as after,
        median(factor) as factor
    from ratio
    group by document_id, series, measure
    having count(*) >= 5 and abs(median(factor) - 1) > 0.001 and max(factor) - min(factor) < 0.001 * median(factor)
    union all
    select
        document_id, 'every total' as series, member, measure,
        sum(before) as before,
        sum(after) as after,
        median(factor) as factor
    from ratio
    where {has_members}
    group by document_id, member, measure
    having count(*) >= 5 and abs(median(factor) - 1) > 0.001 and max(factor) - min(factor) < 0.001 * median(factor)
),

kind as (
    select
        document_id, series, member, is_total, l.measure as attribute,
        string_agg(distinct l.label, '+' order by l.label) filter (where not is_after) as before,
        string_agg(distinct l.label, '+' order by l.label) filter (where is_after) as after
    from (
        select document_id, is_after, series, member, is_total, unnest(labels) as l
        from drift_row
    )
    group by all
    having count(*) filter (where is_after) > 0 and count(*) filter (where not is_after) > 0
),

unit_value as (
    select
        v.document_id, v.series, v.member, v.amount as value, w.amount as weight,
        cast(v.amount as double) / cast(w.amount as double) as per_unit,
        median(cast(v.amount as double) / cast(w.amount as double)) over (
            partition by v.document_id, v.series
        ) as usual,
        count(*) over (partition by v.document_id, v.series) as members
    from figure as v
    inner join figure as w on v.document_id = w.document_id and v.series = w.series and v.member = w.member
    where
        v.is_after and w.is_after
        and v.measure = '{value_measure}' and w.measure = '{weight_measure}'
        and not v.is_total and not w.is_total and v.amount > 0 and w.amount > 0
)

select
    'total' as rule, document_id, measure, series, member, before, after, factor, cast(null as varchar) as note
from judged_total
where factor > {total_factor} and is_large
union all
select 'member' as rule, document_id, measure, series, member, before, after, factor, null as note
from judged_member
where is_large and (factor > {member_factor})
union all
select
    'exchange' as rule, a.document_id, 'every measure' as measure, a.series, a.member,
    a.before[1] as before, a.after[1] as after, null as factor,
    'has the figures that ' || b.member || ' had, which has its' as note
from figures_of_member as a
inner join figures_of_member as b
    on
        a.document_id = b.document_id and a.series = b.series and a.member < b.member
        and a.after = b.before and a.before = b.after
union all
select 'unusual' as rule, document_id, measure, series, member, before, after, factor, null as note
from judged_total
where factor > {unusual_factor} and not (factor > {total_factor} and is_large)
union all
select 'unusual' as rule, document_id, measure, series, member, before, after, factor, null as note
from judged_member
where case when is_large then factor > {unusual_factor} and factor <= {member_factor} else factor > {member_factor} end
union all
select
    'scaled' as rule, document_id, measure, series, member, before, after, factor, null as note
from by_factor
union all
select
    'attribute' as rule, document_id, attribute as measure, series, '' as member,
    null as before, null as after, null as factor,
    coalesce(before, 'none') || ' has become ' || coalesce(after, 'none') || ' in ' || count(*) || ' figures' as note
from kind
where before is distinct from after
group by document_id, attribute, series, kind.before, kind.after
union all
select
    'unit value' as rule, document_id, '{value_measure}' as measure, series, member,
    null as before, value as after, greatest(per_unit / usual, usual / per_unit) as factor,
    round(per_unit, 3) || ' beside a median of ' || round(usual, 3) as note
from unit_value
where members >= 3 and greatest(per_unit / usual, usual / per_unit) > {unit_value_factor}

-- name: note
select
    getvariable('dataset') as dataset,
    f.document_id,
    case when f.rule <> 'unit value' then p.compared_with end as compared_with,
    case
        when f.rule in ('total', 'member', 'exchange', 'gone', 'few') and list_contains(cast(getvariable('accepted') as varchar[]), f.document_id)
            then 'accepted'
        else f.rule
    end as rule,
    f.measure,
    f.series,
    f.member,
    f.before as amount_before,
    f.after as amount_after,
    case when isinf(f.factor) then null else f.factor end as factor,
    f.note
from drift_found as f
inner join drift_pair as p on f.document_id = p.document_id
