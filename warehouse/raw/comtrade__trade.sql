-- UN Comtrade goods trade, as delivered: one row per reporter, partner, flow, HS code and period, under the
-- publisher's own 47 field names. Values in current US dollars, weights in kg, quantities in the unit of qtyUnitCode.
-- Fields are found by name; those that nothing here reads are named in unread_fields. Answers are small and many: each
-- section reads many at once (see warehouse/many.py).

-- name: ddl
create table if not exists raw.comtrade__trade (
    document_id varchar not null,
    row_number integer not null,
    typeCode varchar,
    freqCode varchar,
    refPeriodId integer,
    refYear smallint,
    refMonth smallint,
    period varchar,
    reporterCode integer,
    reporterISO varchar,
    reporterDesc varchar,
    flowCode varchar,
    flowDesc varchar,
    partnerCode integer,
    partnerISO varchar,
    partnerDesc varchar,
    partner2Code integer,
    partner2ISO varchar,
    partner2Desc varchar,
    classificationCode varchar,
    classificationSearchCode varchar,
    isOriginalClassification boolean,
    cmdCode varchar,
    cmdDesc varchar,
    aggrLevel smallint,
    isLeaf boolean,
    customsCode varchar,
    customsDesc varchar,
    mosCode varchar,
    motCode integer,
    motDesc varchar,
    qtyUnitCode smallint,
    qtyUnitAbbr varchar,
    qty decimal(18, 3),
    isQtyEstimated boolean,
    altQtyUnitCode smallint,
    altQtyUnitAbbr varchar,
    altQty decimal(18, 3),
    isAltQtyEstimated boolean,
    netWgt decimal(18, 3),
    isNetWgtEstimated boolean,
    grossWgt decimal(18, 3),
    isGrossWgtEstimated boolean,
    cifvalue decimal(18, 3),
    fobvalue decimal(18, 3),
    primaryValue decimal(18, 3),
    legacyEstimationFlag smallint,
    isReported boolean,
    isAggregate boolean,
    unread_fields varchar
);
comment on column raw.comtrade__trade.netWgt is 'kg; 0 with the estimate flag set means missing';
comment on column raw.comtrade__trade.primaryValue is 'USD: CIF where the reporter gives it, else FOB';
comment on column raw.comtrade__trade.cifvalue is 'USD, CIF';
comment on column raw.comtrade__trade.fobvalue is 'USD, FOB; 0 on the unused valuation of some years';
comment on column raw.comtrade__trade.unread_fields is 'fields of the document that nothing here reads';
comment on column raw.comtrade__trade.qty is 'in the unit of qtyUnitCode: 8 kg, -1 none';

-- name: shape
with document as (
    select
        i.document_id,
        i.row_cap,
        a."count" as counted,
        json_type(a.data) as data_type,
        cast(json_array_length(a.data) as bigint) as delivered,
        a.error,
        a.data,
        a.filename is not null as is_there
    from incoming_document as i
    left join
        read_json(
            getvariable('bodies'),
            format = 'unstructured',
            maximum_object_size = 1000000000,
            filename = true,
            columns = {count: 'BIGINT', data: 'JSON', error: 'VARCHAR'}
        ) as a
        on i.body = a.filename
),

-- without these a row cannot be told from a detail of another one, or a figure from an estimate
wanted as (
    select unnest([
        'typeCode', 'freqCode', 'refPeriodId', 'refYear', 'refMonth', 'period', 'reporterCode', 'flowCode',
        'partnerCode', 'partner2Code', 'classificationCode', 'cmdCode', 'customsCode', 'motCode', 'qtyUnitCode', 'qty',
        'isQtyEstimated', 'netWgt', 'isNetWgtEstimated', 'cifvalue', 'fobvalue', 'primaryValue'
    ]) as field
),

record as (
    select
        document_id,
        unnest(cast(data as json[])) as r
    from document
    where data_type = 'ARRAY'
),

came as (
    select
        document_id,
        field,
        count(*) as times
    from (
        select
            document_id,
            unnest(json_keys(r)) as field
        from record
    ) as named
    group by document_id, field
),

delivery as (
    select
        document_id,
        max(delivered) as delivered,
        count(*) filter (where is_there) as objects
    from document
    group by document_id
)

select
    document_id,
    'an answer with the fields count, data (a list) and an empty error' as expected,
    'count ' || coalesce(cast(counted as varchar), 'missing') || ', data '
    || coalesce(data_type, 'missing') || ', error ' || coalesce(error, 'missing') as came
from document
where is_there and (data_type is distinct from 'ARRAY' or counted is null or coalesce(error, '') <> '')
union all
select
    document_id,
    'one JSON object' as expected,
    objects || ' objects' as came
from delivery
where objects <> 1
union all
select
    document_id,
    'count ' || counted || ' rows' as expected,
    delivered || ' rows' as came
from document
where counted <> delivered
union all
select
    document_id,
    'fewer than ' || row_cap || ' rows, the cap of this route' as expected,
    'truncated: ' || delivered || ' rows' as came
from document
where delivered >= row_cap
union all
select
    d.document_id,
    'the fields of a trade row in every row' as expected,
    'without ' || string_agg(w.field, ', ' order by w.field) as came
from delivery as d
cross join wanted as w
left join came as c on d.document_id = c.document_id and w.field = c.field
where d.delivered > 0 and coalesce(c.times, 0) <> d.delivered
group by d.document_id;

-- name: count
select
    i.document_id,
    json_array_length(a.data) as rows
from incoming_document as i
inner join
    read_json(
        getvariable('bodies'),
        format = 'unstructured',
        maximum_object_size = 1000000000,
        filename = true,
        columns = {data: 'JSON'}
    ) as a
    on i.body = a.filename;

-- name: read
with record as (
    select
        i.document_id,
        unnest(cast(a.data as json[])) as r,
        unnest(range(1, cast(json_array_length(a.data) as bigint) + 1)) as row_number
    from incoming_document as i
    inner join
        read_json(
            getvariable('bodies'),
            format = 'unstructured',
            maximum_object_size = 1000000000,
            filename = true,
            columns = {data: 'JSON'}
        ) as a
        on i.body = a.filename
),

unread as (
    select
        document_id,
        string_agg(field, ', ' order by field) as unread_fields
    from (
        select distinct
            document_id,
            unnest(json_keys(r)) as field
        from record
    ) as named
    where
        field not in (
            select column_name
            from duckdb_columns()
            where schema_name = 'raw' and table_name = 'comtrade__trade' and column_index > 2
        )
    group by document_id
),

typed as (
    select
        d.document_id,
        cast(d.row_number as integer) as row_number,
        r ->> 'typeCode' as typeCode,
        r ->> 'freqCode' as freqCode,
        try_cast(r ->> 'refPeriodId' as integer) as refPeriodId,
        try_cast(r ->> 'refYear' as smallint) as refYear,
        try_cast(r ->> 'refMonth' as smallint) as refMonth,
        r ->> 'period' as period,
        try_cast(r ->> 'reporterCode' as integer) as reporterCode,
        r ->> 'reporterISO' as reporterISO,
        r ->> 'reporterDesc' as reporterDesc,
        r ->> 'flowCode' as flowCode,
        r ->> 'flowDesc' as flowDesc,
        try_cast(r ->> 'partnerCode' as integer) as partnerCode,
        r ->> 'partnerISO' as partnerISO,
        r ->> 'partnerDesc' as partnerDesc,
        try_cast(r ->> 'partner2Code' as integer) as partner2Code,
        r ->> 'partner2ISO' as partner2ISO,
        r ->> 'partner2Desc' as partner2Desc,
        r ->> 'classificationCode' as classificationCode,
        r ->> 'classificationSearchCode' as classificationSearchCode,
        try_cast(r ->> 'isOriginalClassification' as boolean) as isOriginalClassification,
        r ->> 'cmdCode' as cmdCode,
        r ->> 'cmdDesc' as cmdDesc,
        try_cast(r ->> 'aggrLevel' as smallint) as aggrLevel,
        try_cast(r ->> 'isLeaf' as boolean) as isLeaf,
        r ->> 'customsCode' as customsCode,
        r ->> 'customsDesc' as customsDesc,
        r ->> 'mosCode' as mosCode,
        try_cast(r ->> 'motCode' as integer) as motCode,
        r ->> 'motDesc' as motDesc,
        try_cast(r ->> 'qtyUnitCode' as smallint) as qtyUnitCode,
        r ->> 'qtyUnitAbbr' as qtyUnitAbbr,
        try_cast(r ->> 'qty' as decimal(18, 3)) as qty,
        try_cast(r ->> 'isQtyEstimated' as boolean) as isQtyEstimated,
        try_cast(r ->> 'altQtyUnitCode' as smallint) as altQtyUnitCode,
        r ->> 'altQtyUnitAbbr' as altQtyUnitAbbr,
        try_cast(r ->> 'altQty' as decimal(18, 3)) as altQty,
        try_cast(r ->> 'isAltQtyEstimated' as boolean) as isAltQtyEstimated,
        try_cast(r ->> 'netWgt' as decimal(18, 3)) as netWgt,
        try_cast(r ->> 'isNetWgtEstimated' as boolean) as isNetWgtEstimated,
        try_cast(r ->> 'grossWgt' as decimal(18, 3)) as grossWgt,
        try_cast(r ->> 'isGrossWgtEstimated' as boolean) as isGrossWgtEstimated,
        try_cast(r ->> 'cifvalue' as decimal(18, 3)) as cifvalue,
        try_cast(r ->> 'fobvalue' as decimal(18, 3)) as fobvalue,
        try_cast(r ->> 'primaryValue' as decimal(18, 3)) as primaryValue,
        try_cast(r ->> 'legacyEstimationFlag' as smallint) as legacyEstimationFlag,
        try_cast(r ->> 'isReported' as boolean) as isReported,
        try_cast(r ->> 'isAggregate' as boolean) as isAggregate,
        u.unread_fields,
        list_filter(
            [
                'refPeriodId', 'refYear', 'refMonth', 'reporterCode', 'partnerCode', 'partner2Code', 'motCode',
                'qty', 'altQty', 'netWgt', 'grossWgt', 'cifvalue', 'fobvalue', 'primaryValue'
            ],
            lambda field: (r ->> field) is not null
            and try_cast(r ->> field as decimal(18, 3)) is null
        ) as not_numbers
    from record as d
    left join unread as u on d.document_id = u.document_id
),

ruled as (
    select
        *,
        case
            when customsCode <> 'C00' then 'detail by customs procedure'
            when motCode <> 0 then 'detail by mode of transport'
            when partner2Code <> 0 then 'detail by second partner'
            when trim(mosCode) <> '0' then 'detail by mode of supply'
        end as rule
    from typed
)

select
    * exclude (not_numbers),
    case
        when
            len(list_filter(
                not_numbers,
                lambda field: field not in ('partnerCode', 'qty', 'altQty', 'netWgt', 'grossWgt')
            )) > 0
            then 'not a number: ' || array_to_string(not_numbers, ', ')
        when
            reporterCode is null or period is null or cmdCode is null or flowCode is null
            or (rule is null and (customsCode is null or motCode is null or partner2Code is null))
            then 'a part of the key is missing'
        -- all but the partner or a quantity can be read; see expectations/partners.py
        when rule is null and len(not_numbers) > 0
            then 'of unknown origin: not a number: ' || array_to_string(not_numbers, ', ')
        when rule is null and partnerCode is null then 'of unknown origin: no partner'
        when
            rule is null and count(*) over (
                partition by
                    document_id, reporterCode, partnerCode, flowCode, cmdCode, classificationCode, freqCode, period,
                    rule
            ) > 1
            then 'the key occurs more than once'
    end as reason
from ruled;
