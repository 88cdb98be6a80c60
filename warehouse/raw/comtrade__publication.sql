-- UN Comtrade's publication notes: one row per publication of a data set, as delivered, so a log of its revisions.
-- A data set without notes has no row.

-- name: ddl
create table if not exists raw.comtrade__publication (
    document_id varchar not null,
    row_number integer not null,
    datasetCode bigint,
    typeCode varchar,
    freqCode varchar,
    period integer,
    reporterCode integer,
    reporterDescription varchar,
    currency varchar,
    importConvFactor decimal(20, 10),
    exportConvFactor decimal(20, 10),
    tradeSystem varchar,
    classificationCode varchar,
    importValuation varchar,
    exportValuation varchar,
    importPartnerCountry varchar,
    exportPartnerCountry varchar,
    importPartner2Country varchar,
    exportPartner2Country varchar,
    publicationNote varchar,
    publicationDate timestamp,
    publicationDateShort date
);
comment on column raw.comtrade__publication.datasetCode is 'identity of the data set';
comment on column raw.comtrade__publication.importConvFactor
is 'factor of national currency to USD, as applied to imports';
comment on column raw.comtrade__publication.exportConvFactor
is 'factor of national currency to USD, as applied to exports';
comment on column raw.comtrade__publication.period is 'YYYY or YYYYMM';
comment on column raw.comtrade__publication.publicationNote
is 'begins with New Data, Revised Data or Specific revision; N/A for the oldest';
comment on column raw.comtrade__publication.publicationDate is 'time of publication; no zone is given';

-- name: shape
with document as (
    select
        "count" as counted,
        json_type(data) as data_type,
        cast(json_array_length(data) as bigint) as delivered,
        error,
        data
    from
        read_json(
            getvariable('body'),
            format = 'unstructured',
            maximum_object_size = 200000000,
            columns = {count: 'BIGINT', data: 'JSON', error: 'VARCHAR'}
        )
),

wanted as (
    select column_name as field
    from duckdb_columns()
    where schema_name = 'raw' and table_name = 'comtrade__publication' and column_index > 2
),

record as (
    select unnest(cast(json_extract(d, '$.notes') as json[])) as r
    from (
        select unnest(cast(data as json[])) as d
        from document
        where data_type = 'ARRAY'
    ) as dataset
),

came as (
    select distinct unnest(json_keys(r)) as field
    from record
)

select
    'an answer with the fields count, data (a list) and an empty error' as expected,
    'count ' || coalesce(cast(counted as varchar), 'missing') || ', data '
    || coalesce(data_type, 'missing') || ', error ' || coalesce(error, 'missing') as came
from document
where data_type is distinct from 'ARRAY' or counted is null or coalesce(error, '') <> ''
union all
select
    'count ' || counted || ' rows' as expected,
    delivered || ' rows' as came
from document
where counted <> delivered
union all
select
    'the 20 fields of a publication note' as expected,
    'without ' || string_agg(field, ', ' order by field) as came
from wanted
where
    (select count(*) from record) > 0
    and field not in (select came.field from came)
having count(*) > 0
union all
select
    'the 20 fields of a publication note' as expected,
    'unknown ' || string_agg(field, ', ' order by field) as came
from came
where field not in (select wanted.field from wanted)
having count(*) > 0;

-- name: count
select cast(coalesce(sum(json_array_length(json_extract(d, '$.notes'))), 0) as bigint) as rows
from (
    select unnest(cast(data as json[])) as d
    from
        read_json(
            getvariable('body'),
            format = 'unstructured',
            maximum_object_size = 200000000,
            columns = {data: 'JSON'}
        )
) as dataset;

-- name: read
with dataset as (
    select unnest(cast(data as json[])) as d
    from
        read_json(
            getvariable('body'),
            format = 'unstructured',
            maximum_object_size = 200000000,
            columns = {data: 'JSON'}
        )
),

note as (
    select unnest(cast(json_extract(d, '$.notes') as json[])) as r
    from dataset
),

record as (
    select
        r,
        cast(row_number() over () as integer) as row_number
    from note
),

typed as (
    select
        row_number,
        try_cast(r ->> 'datasetCode' as bigint) as datasetCode,
        r ->> 'typeCode' as typeCode,
        r ->> 'freqCode' as freqCode,
        try_cast(r ->> 'period' as integer) as period,
        try_cast(r ->> 'reporterCode' as integer) as reporterCode,
        r ->> 'reporterDescription' as reporterDescription,
        r ->> 'currency' as currency,
        try_cast(r ->> 'importConvFactor' as decimal(20, 10)) as importConvFactor,
        try_cast(r ->> 'exportConvFactor' as decimal(20, 10)) as exportConvFactor,
        r ->> 'tradeSystem' as tradeSystem,
        r ->> 'classificationCode' as classificationCode,
        r ->> 'importValuation' as importValuation,
        r ->> 'exportValuation' as exportValuation,
        r ->> 'importPartnerCountry' as importPartnerCountry,
        r ->> 'exportPartnerCountry' as exportPartnerCountry,
        r ->> 'importPartner2Country' as importPartner2Country,
        r ->> 'exportPartner2Country' as exportPartner2Country,
        r ->> 'publicationNote' as publicationNote,
        try_cast(r ->> 'publicationDate' as timestamp) as publicationDate,
        try_cast(r ->> 'publicationDateShort' as date) as publicationDateShort,
        flatten([
            list_filter(
                ['datasetCode', 'period', 'reporterCode'],
                lambda field: (r ->> field) is not null and try_cast(r ->> field as bigint) is null
            ),
            list_filter(
                ['importConvFactor', 'exportConvFactor'],
                lambda field: (r ->> field) is not null and try_cast(r ->> field as decimal(20, 10)) is null
            ),
            list_filter(
                ['publicationDate', 'publicationDateShort'],
                lambda field: (r ->> field) is not null and try_cast(r ->> field as timestamp) is null
            )
        ]) as unreadable
    from record
)

select
    * exclude (unreadable),
    case
        when len(unreadable) > 0 then 'not of its type: ' || array_to_string(unreadable, ', ')
        when
            datasetCode is null or reporterCode is null or period is null or freqCode is null
            or publicationDate is null
            then 'a part of the key is missing'
        when count(*) over (partition by datasetCode, publicationDate) > 1 then 'the key occurs more than once'
    end as reason,
    cast(null as varchar) as rule
from typed;
