-- HMRC Overseas Trade Statistics, as delivered: one row per month, flow, commodity, country, port and suppression
-- index, under the publisher's own names, with the expanded country's codes. Values in pounds, net mass in kg.

-- name: ddl
create table if not exists raw.hmrc__trade (
    document_id varchar not null,
    row_number integer not null,
    MonthId integer,
    FlowTypeId smallint,
    SuppressionIndex smallint,
    CommodityId integer,
    CommoditySitcId integer,
    CountryId integer,
    CountryCodeNumeric varchar,
    CountryCodeAlpha varchar,
    CountryName varchar,
    PortId integer,
    Value decimal(18, 3),
    NetMass decimal(18, 3),
    SuppUnit decimal(18, 3),
    answer varchar not null,
    page integer not null,
    has_next_page boolean not null
);
comment on column raw.hmrc__trade.MonthId is 'year and month, such as 202401';
comment on column raw.hmrc__trade.FlowTypeId is '1 EU imports, 2 EU exports, 3 non-EU imports, 4 non-EU exports';
comment on column raw.hmrc__trade.SuppressionIndex is '0 none; 1 to 5 as the source module says';
comment on column raw.hmrc__trade.CommodityId is 'the eight-digit code as a number, without its leading zeros';
comment on column raw.hmrc__trade.CountryId is 'NULL where the country is suppressed';
comment on column raw.hmrc__trade.Value is 'GBP; imports CIF, exports FOB';
comment on column raw.hmrc__trade.NetMass is 'kg, net';
comment on column raw.hmrc__trade.SuppUnit is 'in the supplementary unit of the commodity';
comment on column raw.hmrc__trade.answer is 'the answer that the page belongs to: commodity asked for and year';
comment on column raw.hmrc__trade.page is 'its number, from 1';

-- name: shape
with document as (
    select
        value,
        coalesce(json_type(value), 'missing') as value_type
    from
        read_json(
            getvariable('body'),
            format = 'unstructured',
            maximum_object_size = 1000000000,
            columns = {value: 'JSON'}
        )
),

came as (
    select distinct list_sort(json_keys(r)) as fields
    from (
        select unnest(cast(value as json[])) as r
        from document
        where value_type = 'ARRAY'
    ) as record
),

wanted as (
    select list_sort([
        'MonthId', 'FlowTypeId', 'SuppressionIndex', 'CommodityId', 'CommoditySitcId', 'CountryId', 'PortId', 'Value',
        'NetMass', 'SuppUnit', 'Country'
    ]) as fields
)

select
    'an answer with the list value' as expected,
    'value ' || value_type as came
from document
where value_type <> 'ARRAY'
union all
select
    'the fields ' || array_to_string(w.fields, ', ') as expected,
    coalesce(array_to_string(c.fields, ', '), 'no object') as came
from came as c
cross join wanted as w
where c.fields is distinct from w.fields;

-- name: count
select json_array_length(value) as rows
from
    read_json(
        getvariable('body'),
        format = 'unstructured',
        maximum_object_size = 1000000000,
        columns = {value: 'JSON'}
    );

-- name: read
with document as (
    select
        cast(value as json[]) as rows_of_page,
        "@odata.nextLink" is not null as has_next_page
    from
        read_json(
            getvariable('body'),
            format = 'unstructured',
            maximum_object_size = 1000000000,
            columns = {'value': 'JSON', '@odata.nextLink': 'VARCHAR'}
        )
),

record as (
    select
        unnest(rows_of_page) as r,
        unnest(range(1, len(rows_of_page) + 1)) as row_number,
        has_next_page
    from document
),

typed as (
    select
        cast(row_number as integer) as row_number,
        try_cast(r ->> 'MonthId' as integer) as MonthId,
        try_cast(r ->> 'FlowTypeId' as smallint) as FlowTypeId,
        try_cast(r ->> 'SuppressionIndex' as smallint) as SuppressionIndex,
        try_cast(r ->> 'CommodityId' as integer) as CommodityId,
        try_cast(r ->> 'CommoditySitcId' as integer) as CommoditySitcId,
        try_cast(r ->> 'CountryId' as integer) as CountryId,
        r ->> '$.Country.CountryCodeNumeric' as CountryCodeNumeric,
        nullif(trim(r ->> '$.Country.CountryCodeAlpha'), '') as CountryCodeAlpha,
        trim(r ->> '$.Country.CountryName') as CountryName,
        try_cast(r ->> 'PortId' as integer) as PortId,
        try_cast(r ->> 'Value' as decimal(18, 3)) as Value,
        try_cast(r ->> 'NetMass' as decimal(18, 3)) as NetMass,
        try_cast(r ->> 'SuppUnit' as decimal(18, 3)) as SuppUnit,
        split_part(getvariable('key'), '-page-', 1) as answer,
        coalesce(try_cast(nullif(split_part(getvariable('key'), '-page-', 2), '') as integer), 1) as page,
        has_next_page,
        list_filter(
            [
                'MonthId', 'FlowTypeId', 'SuppressionIndex', 'CommodityId', 'CommoditySitcId', 'CountryId', 'PortId',
                'Value', 'NetMass', 'SuppUnit'
            ],
            lambda field: (r ->> field) is not null
            and try_cast(r ->> field as decimal(18, 3)) is null
        ) as not_numbers
    from record
),

ruled as (
    select
        *,
        case when CommodityId < 0 then 'sum of trade below the threshold or of unknown commodity' end as rule
    from typed
)

select
    * exclude (not_numbers),
    case
        when len(not_numbers) > 0 then 'not a number: ' || array_to_string(not_numbers, ', ')
        when MonthId is null or FlowTypeId is null or CommodityId is null then 'a part of the key is missing'
        when rule is null and CountryId is not null and CountryCodeAlpha is null
            then 'of unknown origin: a country without its letters'
        when
            rule is null
            and count(*) over (
                partition by
                    MonthId, FlowTypeId, SuppressionIndex, CommodityId, CommoditySitcId, CountryId, PortId, rule
            ) > 1
            then 'the key occurs more than once'
    end as reason
from ruled;
