-- The 20 largest pairs of importer and exporter per mineral and year, as delivered: sums of UN Comtrade imports over
-- the codes of a mineral, made by a third party. Values in current US dollars, CIF as a rule; weights in kg.
-- Some sums carry floating-point noise below 0.00001; the types end at the third decimal, UN Comtrade's own.

-- name: ddl
create table if not exists raw.comtrade_mineral_series__flows (
    document_id varchar not null,
    row_number integer not null,
    mineral varchar,
    year smallint,
    importer_iso varchar,
    importer varchar,
    exporter_iso varchar,
    exporter varchar,
    trade_value_usd decimal(18, 3),
    net_weight_kg decimal(18, 3)
);
comment on column raw.comtrade_mineral_series__flows.mineral is 'Rare earths: HS 280530 + 284610 + 284690';
comment on column raw.comtrade_mineral_series__flows.importer_iso is 'some with a trailing space';
comment on column raw.comtrade_mineral_series__flows.exporter_iso is 'some with a trailing space';
comment on column raw.comtrade_mineral_series__flows.trade_value_usd is 'USD, current';
comment on column raw.comtrade_mineral_series__flows.net_weight_kg is 'kg, net; 0 means not known';

-- name: shape
with header as (
    select rtrim(split_part(content, chr(10), 1), chr(13)) as came
    from read_text(getvariable('body'))
)

select
    'mineral,year,importer_iso,importer,exporter_iso,exporter,trade_value_usd,net_weight_kg' as expected,
    'the header ' || came as came
from header
where came <> 'mineral,year,importer_iso,importer,exporter_iso,exporter,trade_value_usd,net_weight_kg';

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
                importer_iso: 'VARCHAR',
                importer: 'VARCHAR',
                exporter_iso: 'VARCHAR',
                exporter: 'VARCHAR',
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
        importer_iso,
        importer,
        exporter_iso,
        exporter,
        try_cast(trade_value_usd as decimal(18, 3)) as trade_value_usd,
        try_cast(net_weight_kg as decimal(18, 3)) as net_weight_kg,
        not_numbers
    from numbered
)

select
    * exclude (not_numbers),
    case
        when len(not_numbers) > 0 then 'not a number: ' || array_to_string(not_numbers, ', ')
        when mineral is null or year is null or importer_iso is null or exporter_iso is null
            then 'a part of the key is missing'
        when count(*) over (partition by mineral, year, importer_iso, exporter_iso) > 1
            then 'the key occurs more than once'
    end as reason,
    cast(null as varchar) as rule
from typed;
