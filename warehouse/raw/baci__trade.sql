-- CEPII BACI in the publisher's layout, one year or several: one row per year, exporter, importer and HS6 code, under
-- the publisher's own column names. A whole year has about 11 million rows, so each section reads the file as a stream,
-- and where every row can be read as it should be, it goes straight into the table; that no key occurs twice is asked
-- of the loaded table, by the suite. 18 digits hold any trade flow, and text becomes
-- such a decimal more than ten times faster than one of 20, which DuckDB keeps in 128 bits.

-- name: ddl
create table if not exists raw.baci__trade (
    document_id varchar not null,
    row_number integer not null,
    t smallint,
    i smallint,
    j smallint,
    k varchar,
    v decimal(18, 3),
    q decimal(18, 3)
);
comment on column raw.baci__trade.t is 'year';
comment on column raw.baci__trade.i is 'exporter, the publisher''s numeric code';
comment on column raw.baci__trade.j is 'importer, the publisher''s numeric code';
comment on column raw.baci__trade.k is 'HS6 code in the edition of the archive, with leading zeros';
comment on column raw.baci__trade.v is 'thousands of current US dollars, FOB';
comment on column raw.baci__trade.q is 'tonnes; NULL where the publisher gives none (NA)';

-- name: shape
-- the order of the lines is the file's own
with head as (
    select trim(line, chr(13)) as came
    from
        read_csv(
            getvariable('body'),
            auto_detect = false,
            header = false,
            delim = chr(1),
            quote = '',
            escape = '',
            columns = {line: 'VARCHAR'}
        )
    limit 1 -- noqa: AM09
)

select
    'the header t,i,j,k,v,q' as expected,
    'the header ' || left(came, 300) as came
from head
where came <> 't,i,j,k,v,q';

-- name: count
select count(*) - 1 as rows
from
    read_csv(
        getvariable('body'),
        auto_detect = false,
        header = false,
        delim = chr(1),
        quote = '',
        escape = '',
        columns = {line: 'VARCHAR'}
    );

-- name: read
with line as (
    select
        cast(getvariable('rows_before') + row_number() over () as integer) as row_number,
        t,
        i,
        j,
        k,
        v,
        nullif(trim(q), 'NA') as q
    from
        read_csv(
            getvariable('body'),
            auto_detect = false,
            header = true,
            delim = ',',
            quote = '"',
            escape = '"',
            columns = {
                t: 'VARCHAR',
                i: 'VARCHAR',
                j: 'VARCHAR',
                k: 'VARCHAR',
                v: 'VARCHAR',
                q: 'VARCHAR'
            }
        )
)

select
    row_number,
    try_cast(t as smallint) as t,
    try_cast(i as smallint) as i,
    try_cast(j as smallint) as j,
    k,
    try_cast(v as decimal(18, 3)) as v,
    try_cast(q as decimal(18, 3)) as q,
    case
        when t is null or i is null or j is null or k is null or v is null then 'a part of the row is missing'
        when try_cast(t as smallint) is null or try_cast(i as smallint) is null or try_cast(j as smallint) is null
            then 'not a number: t, i or j'
        when try_cast(v as decimal(18, 3)) is null then 'not a number: v'
        when q is not null and try_cast(q as decimal(18, 3)) is null then 'not a number: q'
    end as reason,
    cast(null as varchar) as rule
from line;

-- name: direct
select
    cast(getvariable('rows_before') + row_number() over () as integer) as row_number,
    t,
    i,
    j,
    k,
    v,
    case
        when t is null or i is null or j is null or k is null or v is null
            then error('a part of the row is missing')
        when trim(q) <> 'NA' then cast(q as decimal(18, 3))
    end as q
from
    read_csv(
        getvariable('body'),
        auto_detect = false,
        header = true,
        delim = ',',
        quote = '"',
        escape = '"',
        columns = {
            t: 'SMALLINT',
            i: 'SMALLINT',
            j: 'SMALLINT',
            k: 'VARCHAR',
            v: 'DECIMAL(18, 3)',
            q: 'VARCHAR'
        }
    );
