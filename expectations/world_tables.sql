-- Which part of the tables of a document cannot be read. The names in braces come from expectations/world_tables.py:
-- `accepted` and `quarantined` are the figures of the rows that were read and of those in quarantine.

-- name: figure
with printed as (
    select *, false as is_left_out from ({accepted})
    union all
    select *, true as is_left_out from ({quarantined})
),

trimmed as (
    select
        document_id,
        of_table,
        coalesce(trim(replace(country, chr(160), ' ')), '') as country,
        trim(replace(replace(printed, chr(160), ' '), 'Â', '')) as token,
        is_left_out
    from printed
),

figure as (
    select
        *,
        try_cast(replace(token, ',', '') as decimal(38, 6)) as number,
        country ilike 'World total%' as is_total,
        country in ({names})
        or regexp_replace(country, '{numbers}', '') in ({names})
        or regexp_replace(regexp_replace(country, '{numbers}', ''), '{letter}', '') in ({names})
        or country ilike 'World total%'
        or country ilike 'Other countries%' as is_known,
        regexp_full_match(token, '{token}') as is_readable
    from trimmed
    where token <> ''
)

-- name: unknown
select document_id, of_table, country, token as printed
from figure
where not is_known

-- name: unreadable
select document_id, of_table, country, token as printed
from figure
where not is_readable

-- name: part
, summed as (
    select
        document_id,
        of_table,
        count(*) filter (where is_left_out or not is_known or not is_readable) as figures_left_out,
        bool_or(not is_readable and not is_total) as has_unreadable,
        max(number) filter (where is_total and not is_left_out) as world,
        coalesce(sum(number) filter (where not is_total and not is_left_out and is_known), 0) as listed,
        coalesce(sum(number) filter (where not is_total and (is_left_out or not is_known)), 0) as left_out
    from figure
    group by document_id, of_table
),

-- what cannot be read may be all that the world total holds beyond the rows listed; without one it is not known
judged as (
    select
        *,
        case
            when figures_left_out = 0 then 0
            when not has_unreadable then left_out / nullif(greatest(coalesce(world, 0), listed + left_out), 0)
            when world > 0 then greatest(left_out, world - listed) / world
            else 1
        end as part
    from summed
)

select
    document_id,
    count(*) filter (where part > {limit}) as tables_with_much_left_out,
    count(*) as tables,
    min(of_table) filter (where part > {limit}) as such_as,
    round(cast(max(part) as double), 3) as largest_part
from judged
group by document_id
having count(*) filter (where part > {limit}) > {limit} * count(*)
