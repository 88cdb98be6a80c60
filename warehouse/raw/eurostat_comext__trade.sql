-- Eurostat Comext DS-045409, as delivered: one row per reporter, partner, product, flow, month and indicator. Values in
-- euros, quantities in units of 100 kg. OBS_FLAG is NULL where the file has no such column.

-- name: ddl
create table if not exists raw.eurostat_comext__trade (
    document_id varchar not null,
    row_number integer not null,
    dataflow varchar,
    last_update varchar,
    freq varchar,
    reporter varchar,
    partner varchar,
    product varchar,
    flow varchar,
    indicators varchar,
    time_period varchar,
    obs_value decimal(18, 3),
    obs_flag varchar
);
comment on column raw.eurostat_comext__trade.last_update is 'when the publisher last updated the dataset';
comment on column raw.eurostat_comext__trade.partner is 'country, territory not specified, WORLD or a group';
comment on column raw.eurostat_comext__trade.product is 'HS4, HS6 or CN8; letters stand for a confidential product';
comment on column raw.eurostat_comext__trade.flow is '1 imports, 2 exports';
comment on column raw.eurostat_comext__trade.obs_value is
'VALUE_IN_EUROS in euros, QUANTITY_IN_100KG in 100 kg, SUPPLEMENTARY_QUANTITY in the unit of the product';
comment on column raw.eurostat_comext__trade.obs_flag is 'c confidential, among others';

-- name: shape
with header as (
    select rtrim(split_part(ltrim(content, chr(65279)), chr(10), 1), chr(13)) as came
    from read_text(getvariable('body'))
),

expected as (
    select 'DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE' as header
)

select
    'the header ' || e.header as expected,
    'the header ' || left(h.came, 300) as came
from header as h
cross join expected as e
where h.came not in (e.header, e.header || ',OBS_FLAG');

-- name: count
select len(regexp_extract_all(rtrim(content, chr(10) || chr(13)), chr(10))) as rows
from read_text(getvariable('body'));

-- name: read
with header as (
    select contains(split_part(content, chr(10), 1), 'OBS_FLAG') as has_flag
    from read_text(getvariable('body'))
),

-- no text stands for NULL but the empty one: NA is Namibia
line as (
    select *
    from
        read_csv(
            getvariable('body'),
            auto_detect = false,
            header = true,
            delim = ',',
            quote = '"',
            escape = '"',
            nullstr = '',
            null_padding = true,
            parallel = false,
            columns = {
                dataflow: 'VARCHAR',
                last_update: 'VARCHAR',
                freq: 'VARCHAR',
                reporter: 'VARCHAR',
                partner: 'VARCHAR',
                product: 'VARCHAR',
                flow: 'VARCHAR',
                indicators: 'VARCHAR',
                time_period: 'VARCHAR',
                obs_value: 'VARCHAR',
                obs_flag: 'VARCHAR'
            }
        )
),

numbered as (
    select
        *,
        cast(row_number() over () as integer) as row_number
    from line
),

typed as (
    select
        n.row_number,
        n.dataflow,
        n.last_update,
        n.freq,
        n.reporter,
        n.partner,
        n.product,
        n.flow,
        n.indicators,
        n.time_period,
        try_cast(n.obs_value as decimal(18, 3)) as obs_value,
        n.obs_flag,
        n.obs_value is not null and try_cast(n.obs_value as decimal(18, 3)) is null as is_no_number,
        n.obs_flag is not null and not h.has_flag as is_too_long
    from numbered as n
    cross join header as h
)

select
    * exclude (is_no_number, is_too_long),
    case
        when is_too_long then 'a field too many'
        when is_no_number then 'not a number: OBS_VALUE'
        when
            freq is null or reporter is null or partner is null or product is null or flow is null
            or indicators is null or time_period is null
            then 'a part of the key is missing'
        when
            count(*) over (partition by freq, reporter, partner, product, flow, indicators, time_period) > 1
            then 'the key occurs more than once'
    end as reason,
    cast(null as varchar) as rule
from typed;
