-- USGS Mineral Commodity Summaries, the layout of 2022 to 2024: one CSV file per commodity, alone or in the archive of
-- the edition; one row per commodity, table and country. The columns of figures differ by file, as Prod_t_2021 or
-- Reserves_kt: they are kept by their printed names in `figures`, where they are not blank.

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
comment on column raw.usgs__mcs_world.figures is
'printed column name to printed text; the name says statistic, unit (t, kt, Mt, kg, mct, mcm) and year';

-- name: shape
with cell as (
    select
        part,
        "row" as file_row,
        cells
    from
        read_json(
            getvariable('body'),
            format = 'newline_delimited',
            columns = {part: 'VARCHAR', row: 'INTEGER', cells: 'VARCHAR[]'}
        )
),

head as (
    select
        part,
        list_transform(cells, lambda c: trim(replace(coalesce(c, ''), 'ï»¿', ''))) as names
    from cell
    where file_row = 1
),

edition as (
    select string_agg(distinct upper(replace(c.cells[1], ' ', '')), ', ') as came
    from cell as c
    where c.file_row > 1 and c.cells[1] ilike 'MCS%20%'
)

select
    'in every file the columns Country and Prod_…, Cap_… or Reserves_…' as expected,
    part || ' with ' || left(array_to_string(names, ', '), 200) as came
from head
where
    not list_contains(names, 'Country')
    or len(list_filter(names, lambda n: regexp_matches(n, '^(?i)(prod|cap|reserves)_'))) = 0
union all
select
    'only the columns that the contract names' as expected,
    part || ' with ' || name as came
from (
    select
        part,
        unnest(names) as name
    from head
) as named
where
    name <> ''
    and not regexp_full_match(
        name, '(?i)(source|country|type|form|mine production, fluorspar|(prod|cap|reserves)_[a-z0-9]+(_[a-z0-9]+)*)'
    )
union all
select
    'rows of MCS' || right(getvariable('key'), 4) as expected,
    'rows of ' || came as came
from edition
where came <> 'MCS' || right(getvariable('key'), 4)
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
        nullif(trim(replace(printed, 'ï»¿', '')), '') as name
    from field
    where file_row = 1
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
        case
            when c.file_row = 1 then 'header of a file'
            when r.file_row is null then 'empty row'
        end as rule
    from cell as c
    left join record as r on c.file = r.file and c.file_row = r.file_row
)

select
    *,
    case
        when rule is not null then null
        when country is null then 'no country'
        when slug is null then 'no commodity'
        when
            count(*) over (partition by file, trim(country), coalesce(type, ''), rule) > 1
            then 'the key occurs more than once'
    end as reason
from ruled;
