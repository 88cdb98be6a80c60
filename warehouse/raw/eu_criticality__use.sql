-- European Commission, study of critical raw materials: the shares of end uses of a material in the EU, with the sector
-- each is counted in, as transcribed from the annex, under its column names in snake case. All text.

-- name: ddl
create table if not exists raw.eu_criticality__use (
    document_id varchar not null,
    row_number integer not null,
    material varchar,
    application varchar,
    share varchar,
    nace_sector varchar,
    va_million_eur varchar
);
comment on column raw.eu_criticality__use.share is 'share of the uses of the material in percent';
comment on column raw.eu_criticality__use.nace_sector is 'division of NACE rev. 2 with its name; blank for other uses';
comment on column raw.eu_criticality__use.va_million_eur is 'value added of the sector in the EU, million euro';

-- name: shape
with head as (
    select regexp_extract(ltrim(content, chr(65279)), '^[^\r\n]*') as came
    from read_text(getvariable('body'))
)

select
    'the header Material,Application,Share,NACE sector,VA in million €' as expected,
    'the header ' || left(came, 200) as came
from head
where came <> 'Material,Application,Share,NACE sector,VA in million €';

-- name: count
-- A quoted name may hold a line break.
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
                material: 'VARCHAR',
                application: 'VARCHAR',
                share: 'VARCHAR',
                nace_sector: 'VARCHAR',
                va_million_eur: 'VARCHAR'
            }
        )
),

numbered as (
    select
        *,
        row_number() over (
            partition by material, application, share, nace_sector, va_million_eur order by row_number
        ) as occurrence
    from line
)

select
    * exclude (occurrence),
    case when occurrence > 1 then 'repeats an earlier row' end as rule,
    case
        when material is null or application is null then 'a part of the key is missing'
        when
            occurrence = 1 and count(*) over (partition by material, application, nace_sector, occurrence) > 1
            then 'the key occurs more than once'
    end as reason
from numbered;
