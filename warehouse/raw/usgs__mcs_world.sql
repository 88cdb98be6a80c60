-- USGS Mineral Commodity Summaries, the layout of 2022 to 2024: one CSV file per commodity, alone or in the archive of
-- the edition; one row per commodity, table and country. The columns of figures differ by file, as Prod_t_2021 or
-- Reserves_kt: they are kept by their printed names in `figures`, where they are not blank. Columns that no contract
-- names are kept there too, and read by nothing.

-- name: ddl
create table if not exists raw.usgs__mcs_world (
    document_id varchar not null,
    row_number integer not null,
    file varchar,
    slug varchar,
    file_row integer,
    source varchar,
    country varchar,
    type varchar,
    figures json
);
comment on column raw.usgs__mcs_world.slug is 'the commodity in the name of the file, such as raree';
comment on column raw.usgs__mcs_world.source is 'the edition, such as MCS2024; some files lack it';
comment on column raw.usgs__mcs_world.country is 'as printed, with the marks of footnotes, as in New Caledonia9';
comment on column raw.usgs__mcs_world.figures is
'printed column name to printed text; the name says statistic, unit (t, kt, Mt, kg, mct, mcm), form and year';

-- name: shape
with head as (
    select
        part,
        list_transform(cells, lambda c: lower(trim(replace(coalesce(c, ''), 'ï»¿', '')))) as names
    from
        read_json(
            getvariable('body'),
            format = 'newline_delimited',
            columns = {part: 'VARCHAR', row: 'INTEGER', cells: 'VARCHAR[]'}
        )
    where "row" = 1
),

edition as (
    select string_agg(distinct came, ', ' order by came) as came
    from (
        select upper(replace(cells[1], ' ', '')) as came
        from
            read_json(
                getvariable('body'),
                format = 'newline_delimited',
                columns = {part: 'VARCHAR', row: 'INTEGER', cells: 'VARCHAR[]'}
            )
        where "row" > 1 and cells[1] ilike 'MCS%20%'
    ) as printed
    having not bool_or(came = 'MCS' || right(getvariable('key'), 4))
)

select
    'a file with the columns Country and Prod_…, Cap_… or Reserves_…' as expected,
    min(part || ' with ' || left(array_to_string(names, ', '), 200)) as came
from head
having
    count(*) filter (
        where list_contains(names, 'country')
        and len(list_filter(names, lambda n: regexp_matches(n, '^(prod|cap|reserves)_.*'))) > 0
    ) = 0
    and count(*) > 0
union all
select
    'rows of MCS' || right(getvariable('key'), 4) as expected,
    'rows of ' || came as came
from edition
where came is not null
union all
select
    'at least one file' as expected,
    'none' as came
where not exists (select 1 from head);

-- name: count
select count(*) as rows
from read_text(getvariable('body')), unnest(string_split(trim(content, chr(10)), chr(10)));

-- name: read
with cell as (
    select
        part as file,
        "row" as file_row,
        cells
    from
        read_json(
            getvariable('body'),
            format = 'newline_delimited',
            columns = {part: 'VARCHAR', row: 'INTEGER', cells: 'VARCHAR[]'}
        )
),

field as (
    select
        file,
        file_row,
        generate_subscripts(cells, 1) as place,
        unnest(cells) as printed
    from cell
),

header as (
    select
        file,
        place,
        -- a name that comes again names nothing
        case
            when row_number() over (partition by file, lower(name) order by place) = 1 then name
            else 'column_' || place || '_' || name
        end as name
    from (
        select
            file,
            place,
            coalesce(nullif(trim(replace(printed, 'ï»¿', '')), ''), 'unnamed_' || place) as name
        from field
        where file_row = 1
    ) as named
),

figure_column as (
    select
        file,
        name
    from header
    where regexp_matches(name, '(?i)^(prod|cap|reserves)_') and not regexp_matches(name, '(?i)_notes?$')
),

-- what keeps every row of a file from being read
unread_file as (
    select
        h.file,
        case
            when not bool_or(lower(h.name) = 'country') then 'the file has no column Country'
            when count(f.name) = 0 then 'the file has no column Prod_…, Cap_… or Reserves_…'
            when
                count(distinct right(f.name, 4)) filter (
                    where f.name not ilike 'reserves%' and cast(right(getvariable('key'), 4) as integer) in (
                        1 + try_cast(right(f.name, 4) as integer), 2 + try_cast(right(f.name, 4) as integer)
                    )
                ) < 2
                then 'the file has no production or capacity of both years before the edition'
            else
                'a column of figures without a known unit: '
                || min(f.name) filter (
                    where not regexp_matches(f.name, '(?i)_(t|kt|mt|mmt|kg|mct|kct|mcm)(_|$)')
                )
        end as reason
    from header as h
    left join figure_column as f on h.file = f.file and h.name = f.name
    group by h.file
),

filled as (
    select
        f.file,
        f.file_row,
        coalesce(h.name, 'unnamed_' || f.place) as name,
        case
            when lower(h.name) in ('source', 'country') then lower(h.name)
            when lower(h.name) in ('type', 'form', 'mine production, fluorspar') then 'type'
        end as part_of_key,
        f.place,
        f.printed
    from field as f
    left join header as h on f.file = h.file and f.place = h.place
    where trim(f.printed) <> ''
),

record as (
    select
        file,
        file_row,
        max(printed) filter (where part_of_key = 'source') as source,
        max(printed) filter (where part_of_key = 'country') as country,
        max(printed) filter (where part_of_key = 'type') as type,
        to_json(
            map_from_entries(
                list(struct_pack(key := name, value := printed) order by place) filter (where part_of_key is null)
            )
        ) as figures
    from filled
    group by file, file_row
),

ruled as (
    select
        cast(row_number() over (order by c.file, c.file_row) as integer) as row_number,
        c.file,
        coalesce(
            nullif(regexp_extract(lower(c.file), 'mcs20[0-9][0-9]-([a-z0-9-]+)_world', 1), ''),
            nullif(regexp_extract(getvariable('key'), '^mcs-([a-z0-9-]+)-20[0-9][0-9]$', 1), '')
        ) as slug,
        c.file_row,
        r.source,
        r.country,
        r.type,
        r.figures,
        u.reason as unread_file,
        nullif(regexp_extract(upper(replace(r.source, ' ', '')), '^MCS20[0-9][0-9]$'), '') as edition,
        coalesce(trim(replace(r.country, chr(160), ' ')), '') as name,
        coalesce(trim(replace(r.type, chr(160), ' ')), '') as table_name,
        case
            when c.file <> '' and not regexp_matches(lower(c.file), '_world[^/]*\.csv$')
                then 'row of another kind of file'
            when c.file_row = 1 then 'header of a file'
            when r.file_row is null then 'empty row'
        end as rule
    from cell as c
    left join record as r on c.file = r.file and c.file_row = r.file_row
    left join unread_file as u on c.file = u.file
),

-- the name without the mark of a footnote or of an estimate, as in Guinea2 or Japane
unmarked as (
    select
        *,
        regexp_replace(name, '[ ,]*[0-9]+([ ,]+[0-9]+)*$', '') as without_number,
        regexp_replace(regexp_replace(name, '[ ,]*[0-9]+([ ,]+[0-9]+)*$', ''), '[er]$', '') as without_mark,
        list(name) over (partition by slug, table_name, rule) as names
    from ruled
),

economy as (
    select
        *,
        case
            when list_contains(names, without_number) or not list_contains(names, without_mark) then without_number
            else without_mark
        end as economy
    from unmarked
),

-- of an economy that its table names twice the exact name stands, else the first row
placed as (
    select
        *,
        count(*) over (partition by slug, table_name, rule, name) as times,
        count(*) over (partition by slug, table_name, rule, name, figures) as times_same,
        row_number() over (partition by slug, table_name, rule, name, figures order by row_number) as place_same,
        row_number() over (
            partition by slug, table_name, rule, economy
            order by case when name = economy then 0 else 1 end, row_number
        ) as place
    from economy
)

select
    row_number,
    file,
    slug,
    file_row,
    source,
    country,
    type,
    figures,
    case when rule is null and place_same > 1 then 'the same row again' else rule end as rule,
    case
        when rule is not null or place_same > 1 then null
        when unread_file is not null then unread_file
        when slug is null then 'no commodity in the name of the file'
        when country is null then 'no country'
        when edition <> 'MCS' || right(getvariable('key'), 4) then 'a row of another edition'
        when times > times_same or place > 1 then 'the country stands in its table more than once'
    end as reason
from placed;
