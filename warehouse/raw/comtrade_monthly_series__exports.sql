-- China's monthly exports of one HS6 code by partner, as aggregated by a third party: one row per month and partner.
-- Values in current US dollars, FOB; weights in kg.

-- name: ddl
create table if not exists raw.comtrade_monthly_series__exports (
    document_id varchar not null,
    row_number integer not null,
    period_dt date,
    partner_name varchar,
    hs6 varchar,
    val decimal(18, 3),
    qty decimal(18, 3),
    uv varchar
);
comment on column raw.comtrade_monthly_series__exports.period_dt is 'first day of the month';
comment on column raw.comtrade_monthly_series__exports.val is 'USD, FOB; twice the publisher''s for Belgium';
comment on column raw.comtrade_monthly_series__exports.qty is 'kg; 0 beside a value means missing (all of 2017)';
comment on column raw.comtrade_monthly_series__exports.uv is 'USD per kg as printed; inf where qty is 0';

-- name: shape
with header as (
    select rtrim(split_part(content, chr(10), 1), chr(13)) as came
    from read_text(getvariable('body'))
)

select
    'period_dt,partner_name,hs6,val,qty,uv' as expected,
    'the header ' || came as came
from header
where came <> 'period_dt,partner_name,hs6,val,qty,uv';

-- name: count
select len(regexp_extract_all(rtrim(content, chr(10) || chr(13)), chr(10))) as rows
from read_text(getvariable('body'));

-- name: read
with line as (
    select
        *,
        cast(row_number() over () as integer) as row_number
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
                period_dt: 'VARCHAR',
                partner_name: 'VARCHAR',
                hs6: 'VARCHAR',
                val: 'VARCHAR',
                qty: 'VARCHAR',
                uv: 'VARCHAR'
            }
        )
),

typed as (
    select
        row_number,
        try_cast(period_dt as date) as period_dt,
        partner_name,
        hs6,
        try_cast(val as decimal(18, 3)) as val,
        try_cast(qty as decimal(18, 3)) as qty,
        uv,
        list_filter([
            case when try_cast(period_dt as date) is null and period_dt is not null then 'period_dt' end,
            case when try_cast(val as decimal(18, 3)) is null and val is not null then 'val' end,
            case when try_cast(qty as decimal(18, 3)) is null and qty is not null then 'qty' end
        ], lambda name: name is not null) as unreadable
    from line
)

select
    * exclude (unreadable),
    case
        when len(unreadable) > 0 then 'not of its type: ' || array_to_string(unreadable, ', ')
        when period_dt is null or partner_name is null or hs6 is null then 'a part of the key is missing'
        when count(*) over (partition by period_dt, partner_name, hs6) > 1 then 'the key occurs more than once'
    end as reason,
    cast(null as varchar) as rule
from typed;
