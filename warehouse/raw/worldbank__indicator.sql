-- World Bank API v2, one page of one indicator, as delivered: one row per economy or aggregate and year, the nested
-- names of indicator and country flattened, with the stamp of the page that brought it.

-- name: ddl
create table if not exists raw.worldbank__indicator (
    document_id varchar not null,
    row_number integer not null,
    indicator_id varchar,
    indicator_value varchar,
    country_id varchar,
    country_value varchar,
    countryiso3code varchar,
    date varchar,
    value decimal(38, 16),
    unit varchar,
    obs_status varchar,
    decimal smallint,
    sourceid varchar,
    lastupdated date
);
comment on column raw.worldbank__indicator.countryiso3code is 'empty for some economies and aggregates';
comment on column raw.worldbank__indicator.date is 'year';
comment on column raw.worldbank__indicator.value is
'NY.GDP.MKTP.CD: current US dollars; GOV_WGI_*.EST: standard normal units; NULL where none is published';
comment on column raw.worldbank__indicator.unit is 'empty as delivered';

-- name: shape
with document as (
    select
        json_extract(content, '$[0]') as head,
        json_extract(content, '$[1]') as data
    from read_text(getvariable('body'))
),

wanted as (
    select unnest([
        'indicator', 'country', 'countryiso3code', 'date', 'value', 'unit', 'obs_status', 'decimal'
    ]) as field
),

came as (
    select
        field,
        count(*) as times
    from (
        select unnest(json_keys(r)) as field
        from (
            select unnest(cast(data as json[])) as r
            from document
            where json_type(data) = 'ARRAY'
        ) as record
    ) as fields
    group by field
)

select
    'page numbers and a list of rows' as expected,
    'the message '
    || left(coalesce(cast(json_extract(head, '$.message') as varchar), cast(head as varchar), 'nothing'), 300)
        as came
from document
where json_type(data) is distinct from 'ARRAY' or json_extract(head, '$.message') is not null
union all
select
    'at most ' || (head ->> 'per_page') || ' of ' || (head ->> 'total') || ' rows on page ' || (head ->> 'page')
        as expected,
    json_array_length(data) || ' rows' as came
from document
where
    json_array_length(data) <> least(
        try_cast(head ->> 'per_page' as bigint),
        try_cast(head ->> 'total' as bigint)
        - try_cast(head ->> 'per_page' as bigint) * (try_cast(head ->> 'page' as bigint) - 1)
    )
union all
select
    'rows with the fields ' || (select string_agg(field, ', ') from wanted) as expected,
    'rows with the fields ' || string_agg(field, ', ' order by field) as came
from came
having
    count(*) filter (where field not in (select w.field from wanted as w)) > 0
    or count(*) filter (
        where times = (select json_array_length(d.data) from document as d)
    ) < (select count(*) from wanted);

-- name: count
select json_array_length(json_extract(content, '$[1]')) as rows
from read_text(getvariable('body'));

-- name: read
with document as (
    select
        json_extract(content, '$[0]') as head,
        cast(json_extract(content, '$[1]') as json[]) as data
    from read_text(getvariable('body'))
),

record as (
    select
        head,
        unnest(data) as r,
        unnest(range(1, len(data) + 1)) as row_number
    from document
),

typed as (
    select
        cast(row_number as integer) as row_number,
        r ->> '$.indicator.id' as indicator_id,
        r ->> '$.indicator.value' as indicator_value,
        r ->> '$.country.id' as country_id,
        r ->> '$.country.value' as country_value,
        r ->> 'countryiso3code' as countryiso3code,
        r ->> 'date' as date,
        try_cast(r ->> 'value' as decimal(38, 16)) as value,
        r ->> 'unit' as unit,
        r ->> 'obs_status' as obs_status,
        try_cast(r ->> 'decimal' as smallint) as decimal,
        head ->> 'sourceid' as sourceid,
        try_cast(head ->> 'lastupdated' as date) as lastupdated,
        (r ->> 'value') is not null and try_cast(r ->> 'value' as decimal(38, 16)) is null as is_no_number
    from record
)

select
    * exclude (is_no_number),
    case
        when is_no_number then 'not a number: value'
        when indicator_id is null or country_value is null or date is null then 'a part of the key is missing'
        when count(*) over (partition by indicator_id, country_id, country_value, date) > 1
            then 'the key occurs more than once'
    end as reason,
    cast(null as varchar) as rule
from typed;
