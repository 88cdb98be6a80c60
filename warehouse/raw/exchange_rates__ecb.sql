-- Exchange rates of the ECB Data Portal (EXR), as delivered: one row per series and month, under the publisher's 32
-- column names. obs_value is in units of `currency` per one unit of `currency_denom`.

-- name: ddl
create table if not exists raw.exchange_rates__ecb (
    document_id varchar not null,
    row_number integer not null,
    key varchar,
    freq varchar,
    currency varchar,
    currency_denom varchar,
    exr_type varchar,
    exr_suffix varchar,
    time_period varchar,
    obs_value decimal(28, 16),
    obs_status varchar,
    obs_conf varchar,
    obs_pre_break varchar,
    obs_com varchar,
    time_format varchar,
    breaks varchar,
    collection varchar,
    compiling_org varchar,
    diss_org varchar,
    dom_ser_ids varchar,
    publ_ecb varchar,
    publ_mu varchar,
    publ_public varchar,
    unit_index_base varchar,
    compilation varchar,
    coverage varchar,
    decimals smallint,
    nat_title varchar,
    source_agency varchar,
    source_pub varchar,
    title varchar,
    title_compl varchar,
    unit varchar,
    unit_mult smallint
);
comment on column raw.exchange_rates__ecb.obs_value is
'units of currency per unit of currency_denom, monthly average; NULL where none was published';
comment on column raw.exchange_rates__ecb.obs_status is 'A normal, M missing, H holiday, F forecast';
comment on column raw.exchange_rates__ecb.time_period is 'month, 2023-05';

-- name: shape
with head as (
    select regexp_extract(content, '^[^\r\n]*') as came
    from read_text(getvariable('body'))
),

expected as (
    select
        'KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,OBS_CONF,'
        || 'OBS_PRE_BREAK,OBS_COM,TIME_FORMAT,BREAKS,COLLECTION,COMPILING_ORG,DISS_ORG,DOM_SER_IDS,PUBL_ECB,'
        || 'PUBL_MU,PUBL_PUBLIC,UNIT_INDEX_BASE,COMPILATION,COVERAGE,DECIMALS,NAT_TITLE,SOURCE_AGENCY,'
        || 'SOURCE_PUB,TITLE,TITLE_COMPL,UNIT,UNIT_MULT' as header
)

select
    'the header ' || e.header as expected,
    'the header ' || left(h.came, 300) as came
from head as h
cross join expected as e
where h.came <> e.header;

-- name: count
select
    len(
        list_filter(
            string_split(regexp_replace(content, '"[^"]*"', '', 'g'), chr(10)),
            lambda line: line not in ('', chr(13))
        )
    ) - 1 as rows
from read_text(getvariable('body'));

-- name: read
with line as (
    select
        cast(row_number() over () as integer) as row_number,
        *
    from
        read_csv(
            getvariable('body'),
            header = true,
            auto_detect = false,
            delim = ',',
            quote = '"',
            escape = '"',
            parallel = false,
            columns = {
                key: 'VARCHAR',
                freq: 'VARCHAR',
                currency: 'VARCHAR',
                currency_denom: 'VARCHAR',
                exr_type: 'VARCHAR',
                exr_suffix: 'VARCHAR',
                time_period: 'VARCHAR',
                obs_value: 'VARCHAR',
                obs_status: 'VARCHAR',
                obs_conf: 'VARCHAR',
                obs_pre_break: 'VARCHAR',
                obs_com: 'VARCHAR',
                time_format: 'VARCHAR',
                breaks: 'VARCHAR',
                collection: 'VARCHAR',
                compiling_org: 'VARCHAR',
                diss_org: 'VARCHAR',
                dom_ser_ids: 'VARCHAR',
                publ_ecb: 'VARCHAR',
                publ_mu: 'VARCHAR',
                publ_public: 'VARCHAR',
                unit_index_base: 'VARCHAR',
                compilation: 'VARCHAR',
                coverage: 'VARCHAR',
                decimals: 'VARCHAR',
                nat_title: 'VARCHAR',
                source_agency: 'VARCHAR',
                source_pub: 'VARCHAR',
                title: 'VARCHAR',
                title_compl: 'VARCHAR',
                unit: 'VARCHAR',
                unit_mult: 'VARCHAR'
            }
        )
),

-- NaN is how the portal writes that no rate was published
delivered as (
    select
        row_number,
        key,
        freq,
        currency,
        currency_denom,
        exr_type,
        exr_suffix,
        time_period,
        nullif(obs_value, 'NaN') as obs_value,
        obs_status,
        obs_conf,
        obs_pre_break,
        obs_com,
        time_format,
        breaks,
        collection,
        compiling_org,
        diss_org,
        dom_ser_ids,
        publ_ecb,
        publ_mu,
        publ_public,
        unit_index_base,
        compilation,
        coverage,
        decimals,
        nat_title,
        source_agency,
        source_pub,
        title,
        title_compl,
        unit,
        unit_mult
    from line
)

select
    row_number,
    key,
    freq,
    currency,
    currency_denom,
    exr_type,
    exr_suffix,
    time_period,
    try_cast(obs_value as decimal(28, 16)) as obs_value,
    obs_status,
    obs_conf,
    obs_pre_break,
    obs_com,
    time_format,
    breaks,
    collection,
    compiling_org,
    diss_org,
    dom_ser_ids,
    publ_ecb,
    publ_mu,
    publ_public,
    unit_index_base,
    compilation,
    coverage,
    try_cast(decimals as smallint) as decimals,
    nat_title,
    source_agency,
    source_pub,
    title,
    title_compl,
    unit,
    try_cast(unit_mult as smallint) as unit_mult,
    case
        when
            (obs_value is not null and try_cast(obs_value as decimal(28, 16)) is null)
            or (decimals is not null and try_cast(decimals as smallint) is null)
            or (unit_mult is not null and try_cast(unit_mult as smallint) is null)
            then 'not a number: obs_value, decimals or unit_mult'
        when currency is null or currency_denom is null or freq is null or time_period is null
            then 'a part of the key is missing'
        when count(*) over (partition by key, time_period) > 1
            then 'the key occurs more than once'
    end as reason,
    cast(null as varchar) as rule
from delivered;
