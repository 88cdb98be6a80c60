-- UN Comtrade's list of partners: one row per code, current and historic, with World, groups and special areas, as
-- delivered: five field names begin with a capital P. The file may begin with a byte order mark.

-- name: ddl
create table if not exists raw.comtrade__partner (
    document_id varchar not null,
    row_number integer not null,
    id integer,
    text varchar,
    PartnerCode integer,
    PartnerDesc varchar,
    partnerNote varchar,
    PartnerCodeIsoAlpha2 varchar,
    PartnerCodeIsoAlpha3 varchar,
    entryEffectiveDate timestamp,
    entryExpiredDate timestamp,
    isGroup boolean
);
comment on column raw.comtrade__partner.PartnerCode is 'Comtrade code, not always ISO''s (842 USA, 699 India)';
comment on column raw.comtrade__partner.entryExpiredDate is 'last day of use; NULL for a current code';
comment on column raw.comtrade__partner.isGroup is 'true for World and groups';

-- name: shape
with document as (
    select case json_type(json) when 'ARRAY' then json else json_extract(json, '$.results') end as codes
    from read_json_objects(getvariable('body'), format = 'unstructured', maximum_object_size = 200000000)
),

wanted as (
    select column_name as field
    from duckdb_columns()
    where schema_name = 'raw' and table_name = 'comtrade__partner' and column_index > 2
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
    'the fields of a partner' as expected,
    'without ' || string_agg(field, ', ' order by field) as came
from wanted
where
    (select count(*) from record) > 0
    and field not in ('partnerNote', 'PartnerCodeIsoAlpha2', 'entryExpiredDate')
    and field not in (select came.field from came)
having count(*) > 0
union all
select
    'the fields of a partner' as expected,
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
        try_cast(r ->> 'id' as integer) as id,
        r ->> 'text' as text,
        try_cast(r ->> 'PartnerCode' as integer) as PartnerCode,
        r ->> 'PartnerDesc' as PartnerDesc,
        r ->> 'partnerNote' as partnerNote,
        r ->> 'PartnerCodeIsoAlpha2' as PartnerCodeIsoAlpha2,
        r ->> 'PartnerCodeIsoAlpha3' as PartnerCodeIsoAlpha3,
        try_cast(r ->> 'entryEffectiveDate' as timestamp) as entryEffectiveDate,
        try_cast(r ->> 'entryExpiredDate' as timestamp) as entryExpiredDate,
        try_cast(r ->> 'isGroup' as boolean) as isGroup,
        flatten([
            list_filter(
                ['id', 'PartnerCode'],
                lambda field: (r ->> field) is not null and try_cast(r ->> field as bigint) is null
            ),
            list_filter(
                ['entryEffectiveDate', 'entryExpiredDate'],
                lambda field: (r ->> field) is not null and try_cast(r ->> field as timestamp) is null
            ),
            list_filter(
                ['isGroup'],
                lambda field: (r ->> field) is not null and try_cast(r ->> field as boolean) is null
            )
        ]) as unreadable
    from record
)

select
    * exclude (unreadable),
    case
        when len(unreadable) > 0 then 'not of its type: ' || array_to_string(unreadable, ', ')
        when id is null or PartnerCode is null or text is null then 'a part of the key is missing'
        when count(*) over (partition by id) > 1 then 'the key occurs more than once'
    end as reason,
    cast(null as varchar) as rule
from typed;
