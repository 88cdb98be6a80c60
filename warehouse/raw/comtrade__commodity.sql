-- UN Comtrade's list of HS codes of all editions together: one row per code, with TOTAL and aggregates such as AG6, as
-- delivered. The file may begin with a byte order mark.

-- name: ddl
create table if not exists raw.comtrade__commodity (
    document_id varchar not null,
    row_number integer not null,
    id varchar,
    text varchar,
    parent varchar,
    isLeaf varchar,
    aggrLevel smallint,
    standardUnitAbbr varchar
);
comment on column raw.comtrade__commodity.id is 'HS code with its leading zeros, TOTAL or an aggregate';
comment on column raw.comtrade__commodity.parent is 'the code above; # for none';
comment on column raw.comtrade__commodity.isLeaf is '0 or 1, as text';
comment on column raw.comtrade__commodity.aggrLevel is 'digits of the code; 0 for TOTAL';

-- name: shape
with document as (
    select case json_type(json) when 'ARRAY' then json else json_extract(json, '$.results') end as codes
    from read_json_objects(getvariable('body'), format = 'unstructured', maximum_object_size = 200000000)
),

wanted as (
    select column_name as field
    from duckdb_columns()
    where schema_name = 'raw' and table_name = 'comtrade__commodity' and column_index > 2
),

record as (
    select unnest(cast(codes as json[])) as r
    from document
    where json_type(codes) = 'ARRAY'
),

came as (
    select distinct unnest(json_keys(r)) as field
    from record
)

select
    'a list of codes, bare or in results' as expected,
    coalesce(json_type(codes), 'none') as came
from document
where json_type(codes) is distinct from 'ARRAY' or json_array_length(codes) = 0
union all
select
    'the fields of a code' as expected,
    'without ' || string_agg(field, ', ' order by field) as came
from wanted
where
    (select count(*) from record) > 0
    and field not in ('isLeaf', 'aggrLevel', 'standardUnitAbbr')
    and field not in (select came.field from came)
having count(*) > 0
union all
select
    'the fields of a code' as expected,
    'unknown ' || string_agg(field, ', ' order by field) as came
from came
where field not in (select wanted.field from wanted)
having count(*) > 0;

-- name: count
select json_array_length(case json_type(json) when 'ARRAY' then json else json_extract(json, '$.results') end) as rows
from read_json_objects(getvariable('body'), format = 'unstructured', maximum_object_size = 200000000);

-- name: read
with document as (
    select case json_type(json) when 'ARRAY' then json else json_extract(json, '$.results') end as codes
    from read_json_objects(getvariable('body'), format = 'unstructured', maximum_object_size = 200000000)
),

record as (
    select
        unnest(cast(codes as json[])) as r,
        cast(unnest(range(1, cast(json_array_length(codes) as bigint) + 1)) as integer) as row_number
    from document
),

typed as (
    select
        row_number,
        r ->> 'id' as id,
        r ->> 'text' as text,
        r ->> 'parent' as parent,
        r ->> 'isLeaf' as isLeaf,
        try_cast(r ->> 'aggrLevel' as smallint) as aggrLevel,
        r ->> 'standardUnitAbbr' as standardUnitAbbr,
        list_filter(
            ['aggrLevel'],
            lambda field: (r ->> field) is not null and try_cast(r ->> field as bigint) is null
        ) as unreadable
    from record
)

select
    * exclude (unreadable),
    case
        when len(unreadable) > 0 then 'not of its type: ' || array_to_string(unreadable, ', ')
        when id is null or text is null then 'a part of the key is missing'
        when count(*) over (partition by id) > 1 then 'the key occurs more than once'
    end as reason,
    cast(null as varchar) as rule
from typed;
