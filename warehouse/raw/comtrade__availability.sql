-- UN Comtrade's list of what it has: one row per data set (frequency, reporter, period and classification), as
-- delivered. Times are the publisher's, without a zone; a later lastReleased means that the data set was rewritten.

-- name: ddl
create table if not exists raw.comtrade__availability (
    document_id varchar not null,
    row_number integer not null,
    datasetCode bigint,
    typeCode varchar,
    freqCode varchar,
    period integer,
    reporterCode integer,
    reporterISO varchar,
    reporterDesc varchar,
    classificationCode varchar,
    classificationSearchCode varchar,
    isOriginalClassification boolean,
    isExtendedFlowCode boolean,
    isExtendedPartnerCode boolean,
    isExtendedPartner2Code boolean,
    isExtendedCmdCode boolean,
    isExtendedCustomsCode boolean,
    isExtendedMotCode boolean,
    totalRecords bigint,
    datasetChecksum integer,
    firstReleased timestamp,
    lastReleased timestamp
);
comment on column raw.comtrade__availability.datasetCode is 'identity of the data set';
comment on column raw.comtrade__availability.datasetChecksum
is 'signed 32 bits; names a revision with datasetCode and lastReleased';
comment on column raw.comtrade__availability.period is 'YYYY or YYYYMM';
comment on column raw.comtrade__availability.totalRecords is 'rows of the whole data set, all codes and partners';
comment on column raw.comtrade__availability.lastReleased is 'time of the newest release; no zone is given';

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
    where schema_name = 'raw' and table_name = 'comtrade__availability' and column_index > 2
),

record as (
    select unnest(cast(data as json[])) as r
    from document
    where data_type = 'ARRAY'
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
    'the 20 fields of a data set' as expected,
    'without ' || string_agg(field, ', ' order by field) as came
from wanted
where
    (select count(*) from record) > 0
    and field not in (select came.field from came)
having count(*) > 0
union all
select
    'the 20 fields of a data set' as expected,
    'unknown ' || string_agg(field, ', ' order by field) as came
from came
where field not in (select wanted.field from wanted)
having count(*) > 0;

-- name: count
select json_array_length(data) as rows
from
    read_json(
        getvariable('body'),
        format = 'unstructured',
        maximum_object_size = 200000000,
        columns = {data: 'JSON'}
    );

-- name: read
with document as (
    select cast(data as json[]) as data
    from
        read_json(
            getvariable('body'),
            format = 'unstructured',
            maximum_object_size = 200000000,
            columns = {data: 'JSON'}
        )
),

record as (
    select
        unnest(data) as r,
        cast(unnest(range(1, len(data) + 1)) as integer) as row_number
    from document
),

typed as (
    select
        row_number,
        try_cast(r ->> 'datasetCode' as bigint) as datasetCode,
        r ->> 'typeCode' as typeCode,
        r ->> 'freqCode' as freqCode,
        try_cast(r ->> 'period' as integer) as period,
        try_cast(r ->> 'reporterCode' as integer) as reporterCode,
        r ->> 'reporterISO' as reporterISO,
        r ->> 'reporterDesc' as reporterDesc,
        r ->> 'classificationCode' as classificationCode,
        r ->> 'classificationSearchCode' as classificationSearchCode,
        try_cast(r ->> 'isOriginalClassification' as boolean) as isOriginalClassification,
        try_cast(r ->> 'isExtendedFlowCode' as boolean) as isExtendedFlowCode,
        try_cast(r ->> 'isExtendedPartnerCode' as boolean) as isExtendedPartnerCode,
        try_cast(r ->> 'isExtendedPartner2Code' as boolean) as isExtendedPartner2Code,
        try_cast(r ->> 'isExtendedCmdCode' as boolean) as isExtendedCmdCode,
        try_cast(r ->> 'isExtendedCustomsCode' as boolean) as isExtendedCustomsCode,
        try_cast(r ->> 'isExtendedMotCode' as boolean) as isExtendedMotCode,
        try_cast(r ->> 'totalRecords' as bigint) as totalRecords,
        try_cast(r ->> 'datasetChecksum' as integer) as datasetChecksum,
        try_cast(r ->> 'firstReleased' as timestamp) as firstReleased,
        try_cast(r ->> 'lastReleased' as timestamp) as lastReleased,
        flatten([
            list_filter(
                ['datasetCode', 'period', 'reporterCode', 'totalRecords', 'datasetChecksum'],
                lambda field: (r ->> field) is not null and try_cast(r ->> field as bigint) is null
            ),
            list_filter(
                [
                    'isOriginalClassification', 'isExtendedFlowCode', 'isExtendedPartnerCode',
                    'isExtendedPartner2Code', 'isExtendedCmdCode', 'isExtendedCustomsCode', 'isExtendedMotCode'
                ],
                lambda field: (r ->> field) is not null and try_cast(r ->> field as boolean) is null
            ),
            list_filter(
                ['firstReleased', 'lastReleased'],
                lambda field: (r ->> field) is not null and try_cast(r ->> field as timestamp) is null
            )
        ]) as unreadable
    from record
)

select
    * exclude (unreadable),
    case
        when len(unreadable) > 0 then 'not of its type: ' || array_to_string(unreadable, ', ')
        when datasetCode is null or reporterCode is null or period is null or freqCode is null or lastReleased is null
            then 'a part of the key is missing'
        when count(*) over (partition by datasetCode) > 1 then 'the key occurs more than once'
    end as reason,
    cast(null as varchar) as rule
from typed;
