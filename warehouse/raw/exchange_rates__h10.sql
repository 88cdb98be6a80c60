-- Monthly exchange rates of the Federal Reserve's H.10, as packaged by datasets/exchange-rates: one row per month and
-- country, under the package's column names in snake case; the third column was called Value before.

-- name: ddl
create table if not exists raw.exchange_rates__h10 (
    document_id varchar not null,
    row_number integer not null,
    date date,
    country varchar,
    exchange_rate decimal(20, 4)
);
comment on column raw.exchange_rates__h10.date is 'the first day of the month';
comment on column raw.exchange_rates__h10.exchange_rate is
'units of the currency per US dollar, monthly average of noon rates in New York; NULL where H.10 has no rate';

-- name: shape
with head as (
    select regexp_extract(content, '^[^\r\n]*') as came
    from read_text(getvariable('body'))
)

select
    'the header Date,Country,Exchange rate or Date,Country,Value' as expected,
    'the header ' || left(came, 300) as came
from head
where came not in ('Date,Country,Exchange rate', 'Date,Country,Value');

-- name: count
select len(list_filter(string_split(content, chr(10)), lambda line: line not in ('', chr(13)))) - 1 as rows
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
                date: 'VARCHAR',
                country: 'VARCHAR',
                exchange_rate: 'VARCHAR'
            }
        )
)

select
    row_number,
    try_cast(date as date) as date,
    country,
    try_cast(exchange_rate as decimal(20, 4)) as exchange_rate,
    case
        when date is not null and try_cast(date as date) is null then 'not a date: date'
        when exchange_rate is not null and try_cast(exchange_rate as decimal(20, 4)) is null
            then 'not a number: exchange_rate'
        when date is null or country is null then 'a part of the key is missing'
        when count(*) over (partition by date, country) > 1 then 'the key occurs more than once'
    end as reason,
    cast(null as varchar) as rule
from line;
