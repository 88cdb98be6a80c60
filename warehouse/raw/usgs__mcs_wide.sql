-- USGS Mineral Commodity Summaries, the wide layout of the 2025 edition: one row per commodity, table and country,
-- under the publisher's column names in lower case. All text: figures, blanks and words stand in the same columns.

-- name: ddl
create table if not exists raw.usgs__mcs_wide (
    document_id varchar not null,
    row_number integer not null,
    source varchar,
    commodity varchar,
    country varchar,
    type varchar,
    unit_meas varchar,
    prod_2023 varchar,
    prod_est_2024 varchar,
    prod_notes varchar,
    cap_2023 varchar,
    cap_est_2024 varchar,
    cap_notes varchar,
    reserves_2024 varchar,
    reserve_notes varchar
);
comment on column raw.usgs__mcs_wide.source is 'the edition, such as MCS2025';
comment on column raw.usgs__mcs_wide.unit_meas is
'unit of production and capacity; reserve_notes may name another for reserves';
comment on column raw.usgs__mcs_wide.prod_2023 is
'in unit_meas; blank where the notes have a word for it (W, NA, XX), or nothing is printed';
comment on column raw.usgs__mcs_wide.prod_est_2024 is 'in unit_meas, estimated';
comment on column raw.usgs__mcs_wide.cap_2023 is 'in unit_meas';
comment on column raw.usgs__mcs_wide.cap_est_2024 is 'in unit_meas, estimated';
comment on column raw.usgs__mcs_wide.reserves_2024 is 'in unit_meas unless reserve_notes names another';

-- name: shape
with head as (
    select regexp_extract(ltrim(content, chr(65279)), '^[^\r\n]*') as came
    from read_text(getvariable('body'))
),

expected as (
    select
        'SOURCE,COMMODITY,COUNTRY,TYPE,UNIT_MEAS,PROD_2023,PROD_EST_ 2024,PROD_NOTES,CAP_2023,CAP_EST_ 2024,'
        || 'CAP_NOTES,RESERVES_2024,RESERVE_NOTES' as header,
        upper(replace(getvariable('key'), '-', '')) as edition
),

editions as (
    select
        string_agg(distinct edition, ', ' order by edition) as came,
        count(*) as rows
    from (
        select regexp_extract(line, '^([^,]*),', 1) as edition
        from (
            select unnest(string_split(replace(content, chr(13), ''), chr(10))[2:]) as line
            from read_text(getvariable('body'))
        ) as lines
        where line like 'MCS%'
    ) as first_fields
)

select
    'the header ' || e.header as expected,
    'the header ' || left(h.came, 300) as came
from head as h
cross join expected as e
where h.came <> e.header
union all
select
    'rows of the edition ' || e.edition as expected,
    coalesce('rows of ' || d.came, 'no row') as came
from editions as d
cross join expected as e
where d.came is distinct from e.edition
union all
select
    '13 fields in every row' as expected,
    count(*) || ' rows with more or fewer, such as ' || left(min(line), 100) as came
from (
    select unnest(string_split(regexp_replace(content, '"[^"]*"', '', 'g'), chr(10))) as line
    from read_text(getvariable('body'))
) as record
where line not in ('', chr(13)) and length(line) - length(replace(line, ',', '')) <> 12
having count(*) > 0;

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
with printed as (
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
                source: 'VARCHAR',
                commodity: 'VARCHAR',
                country: 'VARCHAR',
                type: 'VARCHAR',
                unit_meas: 'VARCHAR',
                prod_2023: 'VARCHAR',
                prod_est_2024: 'VARCHAR',
                prod_notes: 'VARCHAR',
                cap_2023: 'VARCHAR',
                cap_est_2024: 'VARCHAR',
                cap_notes: 'VARCHAR',
                reserves_2024: 'VARCHAR',
                reserve_notes: 'VARCHAR'
            }
        )
),

counted as (
    select
        *,
        md5(concat_ws(
            '|', coalesce(prod_2023, ''), coalesce(prod_est_2024, ''), coalesce(cap_2023, ''),
            coalesce(cap_est_2024, ''), coalesce(reserves_2024, '')
        )) as figures
    from printed
),

placed as (
    select
        *,
        count(*) over (partition by trim(commodity), trim(country), trim(type), unit_meas) as times,
        count(*) over (partition by trim(commodity), trim(country), trim(type), unit_meas, figures) as times_same,
        row_number() over (
            partition by trim(commodity), trim(country), trim(type), unit_meas, figures
            order by row_number
        ) as place
    from counted
)

select
    * exclude (figures, times, times_same, place),
    case when place > 1 then 'the same row again' end as rule,
    case
        when place > 1 then null
        when commodity is null or country is null or type is null then 'a part of the key is missing'
        when times > times_same then 'the key occurs more than once'
    end as reason
from placed;
