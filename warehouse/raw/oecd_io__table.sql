-- OECD input-output table of one economy, long form: one row per year, row and column of the table. Totals and their
-- parts stand side by side. Millions of US dollars at current basic prices.

-- name: ddl
create table if not exists raw.oecd_io__table (
    document_id varchar not null,
    row_number integer not null,
    year smallint,
    row_code varchar,
    row_desc varchar,
    col_code varchar,
    value_musd decimal(18, 3)
);
comment on column raw.oecd_io__table.row_code is 'industry 01 to 45, a tax, VALU, or a total (TTL_INT_FNL, OUTPUT)';
comment on column raw.oecd_io__table.col_code is 'receiving industry 01 to 45, or final demand; IMPO is negative';
comment on column raw.oecd_io__table.value_musd is 'million USD, current';

-- name: shape
with head as (
    select regexp_extract(ltrim(content, chr(65279)), '^[^\r\n]*') as came
    from read_text(getvariable('body'))
)

select
    'the header year,row_code,row_desc,col_code,value_musd' as expected,
    'the header ' || left(came, 200) as came
from head
where came <> 'year,row_code,row_desc,col_code,value_musd';

-- name: count
select
    len(
        list_filter(
            string_split(regexp_replace(content, '"[^"]*"', 'q', 'g'), chr(10)),
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
            auto_detect = false,
            header = true,
            delim = ',',
            quote = '"',
            escape = '"',
            parallel = false,
            columns = {
                year: 'VARCHAR',
                row_code: 'VARCHAR',
                row_desc: 'VARCHAR',
                col_code: 'VARCHAR',
                value_musd: 'VARCHAR'
            }
        )
),

typed as (
    select
        row_number,
        try_cast(year as smallint) as year,
        row_code,
        row_desc,
        col_code,
        try_cast(value_musd as decimal(18, 3)) as value_musd,
        value_musd as printed
    from line
)

select
    * exclude (printed),
    cast(null as varchar) as rule,
    case
        when year is null or row_code is null or col_code is null then 'a part of the key is missing'
        when value_musd is null then 'not a number: value_musd ' || coalesce(printed, 'empty')
        when count(*) over (partition by year, row_code, col_code) > 1 then 'the key occurs more than once'
    end as reason
from typed;
