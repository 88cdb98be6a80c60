-- Input-output table of Japan in 13 sectors, long form: one row per row and column of the table, without totals.
-- Millions of yen at current producers' prices.

-- name: ddl
create table if not exists raw.mic_io__table (
    document_id varchar not null,
    row_number integer not null,
    input_type varchar,
    input_name varchar,
    output_type varchar,
    output_name varchar,
    value_m decimal(18, 3)
);
comment on column raw.mic_io__table.input_name is 'delivering sector, or a part of value added, with its number';
comment on column raw.mic_io__table.output_name is 'receiving sector, final demand, exports, or imports (negative)';
comment on column raw.mic_io__table.value_m is 'million JPY, current';

-- name: shape
with head as (
    select replace(regexp_extract(ltrim(content, chr(65279)), '^[^\r\n]*'), '"', '') as came
    from read_text(getvariable('body'))
)

select
    'the header input_type,input_name,output_type,output_name,value_M' as expected,
    'the header ' || left(came, 200) as came
from head
where came <> 'input_type,input_name,output_type,output_name,value_M';

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
                input_type: 'VARCHAR',
                input_name: 'VARCHAR',
                output_type: 'VARCHAR',
                output_name: 'VARCHAR',
                value_m: 'VARCHAR'
            }
        )
),

typed as (
    select
        row_number,
        input_type,
        input_name,
        output_type,
        output_name,
        try_cast(value_m as decimal(18, 3)) as value_m,
        value_m as printed
    from line
)

select
    * exclude (printed),
    cast(null as varchar) as rule,
    case
        when input_name is null or output_name is null then 'a part of the key is missing'
        when value_m is null then 'not a number: value_M ' || coalesce(printed, 'empty')
        when
            count(*) over (partition by input_type, input_name, output_type, output_name) > 1
            then 'the key occurs more than once'
    end as reason
from typed;
