-- European Commission, assessments of critical raw materials: the published scores, as transcribed. All text: a dash
-- means that the material was not assessed.

-- name: ddl
create table if not exists raw.eu_criticality__score (
    document_id varchar not null,
    row_number integer not null,
    material varchar,
    year varchar,
    sr varchar,
    ei varchar
);
comment on column raw.eu_criticality__score.year is 'year of the assessment';
comment on column raw.eu_criticality__score.sr is 'supply risk, no unit; - not assessed';
comment on column raw.eu_criticality__score.ei is 'economic importance, no unit; - not assessed';

-- name: shape
with head as (
    select regexp_extract(ltrim(content, chr(65279)), '^[^\r\n]*') as came
    from read_text(getvariable('body'))
)

select
    'the header Material,Year,SR,EI' as expected,
    'the header ' || left(came, 200) as came
from head
where came <> 'Material,Year,SR,EI';

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
                year: 'VARCHAR',
                sr: 'VARCHAR',
                ei: 'VARCHAR'
            }
        )
)

select
    *,
    cast(null as varchar) as rule,
    case
        when material is null or year is null then 'a part of the key is missing'
        when count(*) over (partition by material, year) > 1 then 'the key occurs more than once'
    end as reason
from line;
