-- USGS Data Series 140, historical statistics of rare earths: one row per year since 1900, under the workbook's column
-- names in snake case. All text: numbers and the words NA and W share the columns.

-- name: ddl
create table if not exists raw.usgs__ds140 (
    document_id varchar not null,
    row_number integer not null,
    sheet varchar,
    year varchar,
    production varchar,
    imports varchar,
    exports varchar,
    apparent_consumption varchar,
    unit_value_usd_per_t varchar,
    unit_value_98usd_per_t varchar,
    world_production varchar
);
comment on column raw.usgs__ds140.row_number is 'row of the sheet';
comment on column raw.usgs__ds140.production is 'United States; metric tons of rare-earth oxide equivalent';
comment on column raw.usgs__ds140.imports is 'United States; metric tons of rare-earth oxide equivalent';
comment on column raw.usgs__ds140.exports is 'United States; metric tons of rare-earth oxide equivalent';
comment on column raw.usgs__ds140.apparent_consumption is 'United States; metric tons of rare-earth oxide equivalent';
comment on column raw.usgs__ds140.unit_value_usd_per_t is 'Unit value ($/t): current US dollars per metric ton';
comment on column raw.usgs__ds140.unit_value_98usd_per_t is 'Unit value (98$/t): US dollars of 1998 per metric ton';
comment on column raw.usgs__ds140.world_production is 'metric tons of rare-earth oxide equivalent';

-- name: shape
with cell as (
    select
        part,
        "row" as row_number,
        cells
    from
        read_json(
            getvariable('body'),
            format = 'newline_delimited',
            columns = {part: 'VARCHAR', row: 'INTEGER', cells: 'VARCHAR[]'}
        )
),

head as (
    select array_to_string(list_filter(cells, lambda c: c is not null), ', ') as came
    from cell
    where trim(cells[1]) = 'Year'
),

title as (
    select string_agg(cells[1], ' | ' order by row_number) as came
    from cell
    where row_number <= 3
),

expected as (
    select
        'Year, Production, Imports, Exports, Apparent consumption, Unit value ($/t), Unit value (98$/t), '
        || 'World production' as header
)

select
    'one header row: ' || e.header as expected,
    coalesce(string_agg(h.came, ' | '), 'none among the first rows ' || left(any_value(t.came), 200)) as came
from expected as e
cross join title as t
left join head as h on true
group by e.header
having count(h.came) <> 1 or any_value(h.came) <> e.header
union all
select
    'a table in metric tons of rare-earth oxide equivalent' as expected,
    left(t.came, 200) as came
from title as t
where t.came not ilike '%rare earths%' or t.came not ilike '%metric tons (t) rare-earth oxide equivalent%';

-- name: count
select count(*) as rows
from read_text(getvariable('body')), unnest(string_split(trim(content, chr(10)), chr(10)));

-- name: read
with cell as (
    select
        part,
        "row" as row_number,
        cells,
        max(case when trim(cells[1]) = 'Year' then "row" end) over () as header_row
    from
        read_json(
            getvariable('body'),
            format = 'newline_delimited',
            columns = {part: 'VARCHAR', row: 'INTEGER', cells: 'VARCHAR[]'}
        )
),

ruled as (
    select
        row_number,
        part as sheet,
        cells[1] as year,
        cells[2] as production,
        cells[3] as imports,
        cells[4] as exports,
        cells[5] as apparent_consumption,
        cells[6] as unit_value_usd_per_t,
        cells[7] as unit_value_98usd_per_t,
        cells[8] as world_production,
        len(list_filter(cells, lambda c: c is not null)) as filled,
        case
            when row_number < header_row then 'title above the table'
            when row_number = header_row then 'header of the table'
            when len(list_filter(cells, lambda c: c is not null)) = 0 then 'empty row'
            when len(list_filter(cells, lambda c: c is not null)) = 1 then 'note below the table'
        end as rule
    from cell
)

select
    * exclude (filled),
    case
        when rule is not null then null
        when not coalesce(regexp_full_match(year, '(19|20)[0-9][0-9]'), false) then 'not a year'
        when filled <> 8 then 'a figure is missing'
        when count(*) over (partition by year, rule) > 1 then 'the year occurs more than once'
    end as reason
from ruled;
