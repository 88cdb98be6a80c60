-- European Commission, study of critical raw materials: each country's share of the EU's sourcing of a material at a
-- stage, from 1 % on, as transcribed from the annex, under its column names in lower case. All text: percent signs and
-- numbers share a column.

-- name: ddl
create table if not exists raw.eu_criticality__eu_supply (
    document_id varchar not null,
    row_number integer not null,
    material varchar,
    stage varchar,
    country varchar,
    share varchar,
    t varchar
);
comment on column raw.eu_criticality__eu_supply.stage is 'E extraction, P processing';
comment on column raw.eu_criticality__eu_supply.share is 'percent of the sourcing of the EU, such as 68%';
comment on column raw.eu_criticality__eu_supply.t is '0.8 in the EU, above 1 where exports are restricted; no unit';

-- name: shape
with head as (
    select regexp_extract(ltrim(content, chr(65279)), '^[^\r\n]*') as came
    from read_text(getvariable('body'))
)

select
    'the header Material,Stage,Country,Share,t' as expected,
    'the header ' || left(came, 200) as came
from head
where came <> 'Material,Stage,Country,Share,t';

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
                stage: 'VARCHAR',
                country: 'VARCHAR',
                share: 'VARCHAR',
                t: 'VARCHAR'
            }
        )
)

select
    *,
    cast(null as varchar) as rule,
    case
        when material is null or stage is null or country is null then 'a part of the key is missing'
        when count(*) over (partition by material, stage, country) > 1 then 'the key occurs more than once'
    end as reason
from line;
