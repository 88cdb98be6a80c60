-- Imports and exports of each country per mineral and year, as delivered: sums of UN Comtrade imports over the codes of
-- a mineral, made by a third party. An "Export" row is what partners imported from the country, not what it declared.
-- Some sums carry floating-point noise below 0.00001; the types end at the third decimal, UN Comtrade's own.

-- name: ddl
create table if not exists raw.comtrade_mineral_series__totals (
    document_id varchar not null,
    row_number integer not null,
    mineral varchar,
    year smallint,
    flow varchar,
    country_iso varchar,
    country varchar,
    trade_value_usd decimal(18, 3),
    net_weight_kg decimal(18, 3)
);
comment on column raw.comtrade_mineral_series__totals.mineral is 'Rare earths: HS 280530 + 284610 + 284690';
comment on column raw.comtrade_mineral_series__totals.flow is 'Import, or Export mirrored from imports';
comment on column raw.comtrade_mineral_series__totals.country_iso is 'some with a trailing space';
comment on column raw.comtrade_mineral_series__totals.trade_value_usd is 'USD, current';
comment on column raw.comtrade_mineral_series__totals.net_weight_kg is 'kg, net; 0 means not known';

-- name: shape
with header as (
    select rtrim(split_part(content, chr(10), 1), chr(13)) as came
    from read_text(getvariable('body'))
)

select
    'mineral,year,flow,country_iso,country,trade_value_usd,net_weight_kg' as expected,
    'the header ' || came as came
from header
where came <> 'mineral,year,flow,country_iso,country,trade_value_usd,net_weight_kg';

-- name: count
select len(regexp_extract_all(rtrim(content, chr(10) || chr(13)), chr(10))) as rows
from read_text(getvariable('body'));

-- name: read
with line as (
    select *
    from
        read_csv(
            getvariable('body'),
            auto_detect = false,
            header = true,
            delim = ',',
            quote = '"',
            escape = '"',
            parallel = false,
            columns = {
                mineral: 'VARCHAR',
                year: 'VARCHAR',
                flow: 'VARCHAR',
                country_iso: 'VARCHAR',
                country: 'VARCHAR',
                trade_value_usd: 'VARCHAR',
                net_weight_kg: 'VARCHAR'
            }
        )
),

numbered as (
    select
        *,
        cast(row_number() over () as integer) as row_number,
        list_filter([
            case when try_cast(year as smallint) is null and year is not null then 'year' end,
            case
                when try_cast(trade_value_usd as decimal(18, 3)) is null and trade_value_usd is not null
                    then 'trade_value_usd'
            end,
            case
                when try_cast(net_weight_kg as decimal(18, 3)) is null and net_weight_kg is not null
                    then 'net_weight_kg'
            end
        ], lambda name: name is not null) as not_numbers
    from line
),

typed as (
    select
        row_number,
        mineral,
        try_cast(year as smallint) as year,
        flow,
        country_iso,
        country,
        try_cast(trade_value_usd as decimal(18, 3)) as trade_value_usd,
        try_cast(net_weight_kg as decimal(18, 3)) as net_weight_kg,
        not_numbers
    from numbered
)

select
    * exclude (not_numbers),
    case
        when len(not_numbers) > 0 then 'not a number: ' || array_to_string(not_numbers, ', ')
        when mineral is null or year is null or flow is null or country_iso is null then 'a part of the key is missing'
        when count(*) over (partition by mineral, year, flow, country_iso) > 1 then 'the key occurs more than once'
    end as reason,
    cast(null as varchar) as rule
from typed;
