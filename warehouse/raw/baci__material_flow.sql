-- An extract of CEPII BACI by material, as published: one row per year, exporter, importer and material. No HS codes
-- and no quantities; flows below a cut-off that the extract does not state are missing.

-- name: ddl
create table if not exists raw.baci__material_flow (
    document_id varchar not null,
    row_number integer not null,
    year smallint,
    exporter_iso2 varchar,
    importer_iso2 varchar,
    material varchar,
    value_usd decimal(18, 3)
);
comment on column raw.baci__material_flow.exporter_iso2 is 'NA is Namibia';
comment on column raw.baci__material_flow.importer_iso2 is 'NA is Namibia';
comment on column raw.baci__material_flow.material is
'the extract''s key; gallium, germanium and hafnium are the same rows, all of HS 811292';
comment on column raw.baci__material_flow.value_usd is 'current US dollars, FOB, whole dollars';

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
    'the header year,exporter_iso2,importer_iso2,material,value_usd' as expected,
    'the header ' || left(came, 300) as came
from head
where came <> 'year,exporter_iso2,importer_iso2,material,value_usd';

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
                exporter_iso2: 'VARCHAR',
                importer_iso2: 'VARCHAR',
                material: 'VARCHAR',
                value_usd: 'VARCHAR'
            }
        )
)

select
    row_number,
    try_cast(year as smallint) as year,
    exporter_iso2,
    importer_iso2,
    material,
    try_cast(value_usd as decimal(18, 3)) as value_usd,
    case
        when year is null or exporter_iso2 is null or importer_iso2 is null or material is null or value_usd is null
            then 'a part of the row is missing'
        when try_cast(year as smallint) is null then 'not a number: year'
        when try_cast(value_usd as decimal(18, 3)) is null then 'not a number: value_usd'
        when count(*) over (partition by year, exporter_iso2, importer_iso2, material) > 1
            then 'the key occurs more than once'
    end as reason,
    cast(null as varchar) as rule
from line;
