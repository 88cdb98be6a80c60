-- Korea Customs Service, exports and imports by item and country, as delivered: one row per month, country and HS code,
-- under the publisher's own names. Values in current US dollars, weights in kg. Read from the records of the XML.

-- name: ddl
create table if not exists raw.korea_customs__trade (
    document_id varchar not null,
    row_number integer not null,
    "year" varchar,
    statCd varchar,
    statCdCntnKor1 varchar,
    statKor varchar,
    hsCd varchar,
    expWgt decimal(18, 3),
    impWgt decimal(18, 3),
    expDlr decimal(18, 3),
    impDlr decimal(18, 3),
    balPayments decimal(18, 3)
);
comment on column raw.korea_customs__trade."year" is 'year and month, such as 2024.01';
comment on column raw.korea_customs__trade.statCd is 'country, ISO 3166-1 alpha-2';
comment on column raw.korea_customs__trade.statCdCntnKor1 is 'the country''s name in Korean';
comment on column raw.korea_customs__trade.statKor is 'the item''s name in Korean';
comment on column raw.korea_customs__trade.hsCd is 'HS code; ten digits are of the Korean list';
comment on column raw.korea_customs__trade.expWgt is 'kg';
comment on column raw.korea_customs__trade.impWgt is 'kg';
comment on column raw.korea_customs__trade.expDlr is 'USD, FOB';
comment on column raw.korea_customs__trade.impDlr is 'USD, CIF';
comment on column raw.korea_customs__trade.balPayments is 'USD, exports less imports';

-- name: shape
with record as (
    select
        path,
        fields
    from
        read_json(
            getvariable('body'), format = 'newline_delimited', columns = {path: 'VARCHAR', fields: 'JSON'}
        )
),

item as (
    select
        fields,
        trim(fields ->> 'year') in ('총계', '합계') as is_total,
        try_cast(replace(trim(fields ->> 'expDlr'), ',', '') as decimal(18, 3)) as exports_usd,
        try_cast(replace(trim(fields ->> 'impDlr'), ',', '') as decimal(18, 3)) as imports_usd
    from record
    where path = 'response/body/items/item'
),

came as (
    select distinct list_sort(json_keys(fields)) as names
    from item
),

wanted as (
    select list_sort([
        'year', 'statCd', 'statCdCntnKor1', 'statKor', 'hsCd', 'expWgt', 'impWgt', 'expDlr', 'impDlr', 'balPayments'
    ]) as names
),

total as (
    select
        count(*) filter (where is_total) as totals,
        sum(case when is_total then exports_usd else 0 end) as exports_total_usd,
        sum(case when is_total then 0 else exports_usd end) as exports_items_usd,
        sum(case when is_total then imports_usd else 0 end) as imports_total_usd,
        sum(case when is_total then 0 else imports_usd end) as imports_items_usd
    from item
)

select
    'the result code 00 in response/header' as expected,
    coalesce(
        string_agg(path || ' ' || cast(fields as varchar), '; ') filter (where path not like '%/item'), 'no record'
    ) as came
from record
having count(*) filter (where path = 'response/header' and (fields ->> 'resultCode') = '00') <> 1
union all
select
    'the fields ' || array_to_string(w.names, ', ') as expected,
    array_to_string(c.names, ', ') as came
from came as c
cross join wanted as w
where c.names <> w.names
union all
-- the items make the total up; a part of them, or a level of codes twice, does not
select
    'items that add up to the total of exports ' || exports_total_usd || ' and imports ' || imports_total_usd
        as expected,
    'exports ' || exports_items_usd || ' and imports ' || imports_items_usd as came
from total
where
    totals > 0
    and (
        abs(exports_items_usd - exports_total_usd) > greatest(0.001 * exports_total_usd, 10)
        or abs(imports_items_usd - imports_total_usd) > greatest(0.001 * imports_total_usd, 10)
    );

-- name: count
select count(*) filter (where path = 'response/body/items/item') as rows
from
    read_json(
        getvariable('body'), format = 'newline_delimited', columns = {path: 'VARCHAR', fields: 'JSON'}
    );

-- name: read
with record as (
    select
        fields as r,
        cast(row_number() over () as integer) as row_number
    from
        read_json(
            getvariable('body'), format = 'newline_delimited', columns = {path: 'VARCHAR', fields: 'JSON'}
        )
    where path = 'response/body/items/item'
),

typed as (
    select
        row_number,
        trim(r ->> 'year') as "year",
        nullif(trim(r ->> 'statCd'), '') as statCd,
        trim(r ->> 'statCdCntnKor1') as statCdCntnKor1,
        trim(r ->> 'statKor') as statKor,
        nullif(trim(r ->> 'hsCd'), '') as hsCd,
        try_cast(replace(trim(r ->> 'expWgt'), ',', '') as decimal(18, 3)) as expWgt,
        try_cast(replace(trim(r ->> 'impWgt'), ',', '') as decimal(18, 3)) as impWgt,
        try_cast(replace(trim(r ->> 'expDlr'), ',', '') as decimal(18, 3)) as expDlr,
        try_cast(replace(trim(r ->> 'impDlr'), ',', '') as decimal(18, 3)) as impDlr,
        try_cast(replace(trim(r ->> 'balPayments'), ',', '') as decimal(18, 3)) as balPayments,
        list_filter(
            ['expWgt', 'impWgt', 'expDlr', 'impDlr', 'balPayments'],
            lambda field: try_cast(replace(trim(r ->> field), ',', '') as decimal(18, 3)) is null
        ) as not_numbers
    from record
),

ruled as (
    select
        *,
        case when "year" in ('총계', '합계') then 'grand total of the items' end as rule
    from typed
)

select
    * exclude (not_numbers),
    case
        when len(not_numbers) > 0 and (rule is not null or len(list_intersect(not_numbers, ['expDlr', 'impDlr'])) > 0)
            then 'not a number: ' || array_to_string(not_numbers, ', ')
        when "year" is null or (rule is null and hsCd is null) then 'a part of the key is missing'
        when len(not_numbers) > 0 then 'of unknown origin: not a number: ' || array_to_string(not_numbers, ', ')
        when rule is null and statCd is null then 'of unknown origin: no country'
        when rule is null and count(*) over (partition by "year", statCd, hsCd, rule) > 1
            then 'the key occurs more than once'
    end as reason
from ruled;
