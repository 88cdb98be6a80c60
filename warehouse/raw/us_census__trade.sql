-- US Census Bureau, imports/hs and exports/hs in one table, as delivered: one row per country, HS code and month, under
-- the publisher's own names. Fields of the other flow are NULL. Values in current US dollars. Columns are found by
-- name; those that nothing here reads are named in unread_columns.

-- name: ddl
create table if not exists raw.us_census__trade (
    document_id varchar not null,
    row_number integer not null,
    flow varchar not null,
    CTY_CODE varchar,
    CTY_NAME varchar,
    I_COMMODITY varchar,
    E_COMMODITY varchar,
    COMM_LVL varchar,
    "time" varchar,
    SUMMARY_LVL varchar,
    GEN_VAL_MO decimal(18, 3),
    CON_VAL_MO decimal(18, 3),
    GEN_CIF_MO decimal(18, 3),
    GEN_QY1_MO decimal(18, 3),
    ALL_VAL_MO decimal(18, 3),
    QTY_1_MO decimal(18, 3),
    UNIT_QY1 varchar,
    unread_columns varchar
);
comment on column raw.us_census__trade.flow is 'imports or exports: the endpoint that was asked';
comment on column raw.us_census__trade.unread_columns is 'columns of the document that nothing here reads';
comment on column raw.us_census__trade.CTY_CODE is 'Schedule C; - is the total for all countries';
comment on column raw.us_census__trade.SUMMARY_LVL is 'DET a country or the total; CGP a group of countries';
comment on column raw.us_census__trade.GEN_VAL_MO is 'general imports, USD, customs value';
comment on column raw.us_census__trade.CON_VAL_MO is 'imports for consumption, USD, customs value';
comment on column raw.us_census__trade.GEN_CIF_MO is 'general imports, USD, CIF';
comment on column raw.us_census__trade.GEN_QY1_MO is 'in the unit of UNIT_QY1; 0 with the unit - means none is given';
comment on column raw.us_census__trade.ALL_VAL_MO is 'exports with re-exports, USD, FAS';
comment on column raw.us_census__trade.QTY_1_MO is 'in the unit of UNIT_QY1; 0 with the unit - means none is given';

-- name: shape
with document as (
    select json(content) as body
    from read_text(getvariable('body'))
    where json_valid(content)
),

header as (
    select cast(body -> 0 as varchar[]) as names
    from document
    where json_type(body) = 'ARRAY' and json_type(body -> 0) = 'ARRAY'
),

cell as (
    select unnest(cast(r as json[])) as c
    from (
        select unnest(cast(d.body as json[])) as r
        from document as d
        where exists (select 1 from header)
    ) as row_of_document
),

-- without these a row cannot be read: the month is time, or YEAR and MONTH
wanted as (
    select unnest(
        case
            when regexp_matches(getvariable('key'), '^(file-)?imports-')
                then ['CTY_CODE', 'I_COMMODITY', 'GEN_VAL_MO', 'SUMMARY_LVL']
            else ['CTY_CODE', 'E_COMMODITY', 'ALL_VAL_MO', 'SUMMARY_LVL']
        end
    ) as name
)

select
    'a JSON list of lists, the first of which is the header' as expected,
    left(content, 100) as came
from read_text(getvariable('body'))
where not exists (select 1 from header)
union all
select
    'the columns ' || string_agg(w.name, ', ') || ', and time or YEAR and MONTH' as expected,
    'the columns ' || array_to_string(any_value(h.names), ', ') as came
from header as h
cross join wanted as w
having
    bool_or(not list_contains(h.names, w.name))
    or not (
        list_contains(any_value(h.names), 'time')
        or list_has_all(any_value(h.names), ['YEAR', 'MONTH'])
    )
union all
select
    'text in every field' as expected,
    min(json_type(c)) || ' ' || min(left(cast(c as varchar), 100)) as came
from cell
where json_type(c) not in ('VARCHAR', 'NULL')
having count(*) > 0;

-- name: count
select json_array_length(json(content)) - 1 as rows
from read_text(getvariable('body'));

-- name: read
with document as (
    select cast(json(content) as varchar[][]) as body
    from read_text(getvariable('body'))
),

record as (
    select
        body[1] as names,
        unnest(body[2:]) as fields,
        unnest(range(1, len(body))) as row_number
    from document
),

cell as (
    select
        row_number,
        len(fields) <> len(names) as is_uneven,
        unnest(names) as name,
        unnest(fields) as field
    from record
),

-- a name that comes twice must hold the same both times
column_of_row as (
    select
        row_number,
        name,
        min(field) as field,
        count(distinct field) > 1 as is_contradictory,
        bool_or(is_uneven) as is_uneven
    from cell
    where name is not null
    group by row_number, name
),

named as (
    select
        row_number,
        bool_or(is_uneven) as is_uneven,
        string_agg(name, ', ' order by name) filter (where is_contradictory) as contradictory,
        map(list(name order by name), list(field order by name)) as r
    from column_of_row
    group by row_number
),

typed as (
    select
        cast(row_number as integer) as row_number,
        regexp_extract(getvariable('key'), '^(?:file-)?(imports|exports)', 1) as flow,
        nullif(trim(r['CTY_CODE']), '') as CTY_CODE,
        r['CTY_NAME'] as CTY_NAME,
        r['I_COMMODITY'] as I_COMMODITY,
        r['E_COMMODITY'] as E_COMMODITY,
        r['COMM_LVL'] as COMM_LVL,
        coalesce(r['time'], r['YEAR'] || '-' || lpad(r['MONTH'], 2, '0')) as "time",
        r['SUMMARY_LVL'] as SUMMARY_LVL,
        try_cast(r['GEN_VAL_MO'] as decimal(18, 3)) as GEN_VAL_MO,
        try_cast(r['CON_VAL_MO'] as decimal(18, 3)) as CON_VAL_MO,
        try_cast(r['GEN_CIF_MO'] as decimal(18, 3)) as GEN_CIF_MO,
        try_cast(r['GEN_QY1_MO'] as decimal(18, 3)) as GEN_QY1_MO,
        try_cast(r['ALL_VAL_MO'] as decimal(18, 3)) as ALL_VAL_MO,
        try_cast(r['QTY_1_MO'] as decimal(18, 3)) as QTY_1_MO,
        r['UNIT_QY1'] as UNIT_QY1,
        nullif(
            array_to_string(
                list_filter(
                    map_keys(r),
                    lambda name: name not in (
                        'CTY_CODE', 'CTY_NAME', 'I_COMMODITY', 'E_COMMODITY', 'COMM_LVL', 'time', 'YEAR', 'MONTH',
                        'SUMMARY_LVL', 'GEN_VAL_MO', 'CON_VAL_MO', 'GEN_CIF_MO', 'GEN_QY1_MO', 'ALL_VAL_MO',
                        'QTY_1_MO', 'UNIT_QY1'
                    )
                ),
                ', '
            ),
            ''
        ) as unread_columns,
        is_uneven,
        contradictory,
        list_filter(
            ['GEN_VAL_MO', 'CON_VAL_MO', 'GEN_CIF_MO', 'GEN_QY1_MO', 'ALL_VAL_MO', 'QTY_1_MO'],
            lambda name: r[name] is not null and try_cast(r[name] as decimal(18, 3)) is null
        ) as not_numbers
    from named
),

ruled as (
    select
        *,
        case when coalesce(CTY_CODE, '') <> '-' and SUMMARY_LVL = 'CGP' then 'group of countries' end as rule
    from typed
)

select
    * exclude (is_uneven, contradictory, not_numbers),
    case
        when is_uneven then 'another number of fields than the header'
        when contradictory is not null then 'a column that comes twice, with two values: ' || contradictory
        when len(list_filter(not_numbers, lambda name: name not in ('GEN_QY1_MO', 'QTY_1_MO'))) > 0
            then 'not a number: ' || array_to_string(not_numbers, ', ')
        when coalesce(I_COMMODITY, E_COMMODITY) is null or "time" is null then 'a part of the key is missing'
        -- all but the country or the quantity can be read; see expectations/partners.py
        when rule is null and len(not_numbers) > 0
            then 'of unknown origin: not a number: ' || array_to_string(not_numbers, ', ')
        when rule is null and CTY_CODE is null then 'of unknown origin: no country'
        when
            rule is null
            and count(*) over (partition by CTY_CODE, I_COMMODITY, E_COMMODITY, "time", rule) > 1
            then 'the key occurs more than once'
    end as reason
from ruled;
