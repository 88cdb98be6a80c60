-- USGS Mineral Commodity Summaries, the long layout since the 2026 edition: one row per printed figure of every section
-- of every chapter, under the publisher's column names in snake case. All text: numbers, bounds, ranges and words share
-- one column.

-- name: ddl
create table if not exists raw.usgs__mcs_long (
    document_id varchar not null,
    row_number integer not null,
    mcs_chapter varchar,
    section varchar,
    commodity varchar,
    country varchar,
    statistics varchar,
    statistics_detail varchar,
    unit varchar,
    year varchar,
    value varchar,
    notes varchar,
    is_critical_mineral_2025 varchar,
    other_notes varchar
);
comment on column raw.usgs__mcs_long.unit is 'unit of value; a few rows have none';
comment on column raw.usgs__mcs_long.year is 'a year, or a range such as 2021–24';
comment on column raw.usgs__mcs_long.value is
'in unit; — zero, W withheld, NA not available, E net exporter, s small or a footnote, XX not applicable';
comment on column raw.usgs__mcs_long.notes is
'footnotes joined by " -- "; the first says Estimated. or Reported. where it applies';
comment on column raw.usgs__mcs_long.is_critical_mineral_2025 is
'Yes or No, by the list of 2025; one row of the 2026 edition carries the commodity here';

-- name: shape
with head as (
    select
        regexp_extract(ltrim(content, chr(65279)), '^[^\r\n]*') as came,
        content
    from read_text(getvariable('body'))
),

expected as (
    select
        'MCS chapter,Section,Commodity,Country,Statistics,Statistics_detail,Unit,Year,Value,Notes,'
        || 'Is critical mineral 2025,Other notes' as header,
        'mcs-' || (
            select 1 + max(cast(year as integer))
            from (
                select unnest(regexp_extract_all(content, ',(20[0-9][0-9]),', 1)) as year
                from head
            ) as found
        ) as edition
)

select
    'the header ' || e.header as expected,
    'the header ' || left(h.came, 300) as came
from head as h
cross join expected as e
where h.came <> e.header
union all
select
    'the figures of ' || getvariable('key') || ', up to the year before' as expected,
    coalesce('figures that end with those of ' || e.edition, 'no figure with a year') as came
from expected as e
where e.edition is distinct from getvariable('key')
union all
select
    '12 fields in every row' as expected,
    count(*) || ' rows with more or fewer, such as ' || left(min(line), 100) as came
from (
    select unnest(string_split(regexp_replace(content, '"[^"]*"', '', 'g'), chr(10))) as line
    from read_text(getvariable('body'))
) as record
where line not in ('', chr(13)) and length(line) - length(replace(line, ',', '')) <> 11
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
                mcs_chapter: 'VARCHAR',
                section: 'VARCHAR',
                commodity: 'VARCHAR',
                country: 'VARCHAR',
                statistics: 'VARCHAR',
                statistics_detail: 'VARCHAR',
                unit: 'VARCHAR',
                year: 'VARCHAR',
                value: 'VARCHAR',
                notes: 'VARCHAR',
                is_critical_mineral_2025: 'VARCHAR',
                other_notes: 'VARCHAR'
            }
        )
),

-- a world section prints each figure once
counted as (
    select
        *,
        count(*) over (
            partition by section, commodity, country, statistics, statistics_detail, "year"
        ) as times,
        row_number() over (
            partition by
                section, commodity, country, statistics, statistics_detail, "year", unit, "value", notes
            order by row_number
        ) as place,
        count(*) over (
            partition by
                section, commodity, country, statistics, statistics_detail, "year", unit, "value", notes
        ) as times_same
    from printed
)

select
    * exclude (times, place, times_same),
    case when section like 'World %' and place > 1 then 'the same row again' end as rule,
    case
        when section like 'World %' and place > 1 then null
        when
            mcs_chapter is null or section is null or commodity is null or country is null
            or statistics is null or year is null
            then 'a part of the key is missing'
        when not regexp_full_match(year, '20[0-9][0-9](–[0-9][0-9])?') then 'no year or range of years: ' || year
        when section like 'World %' and times > times_same then 'the figure stands in its table more than once'
        when section like 'World %' and value like '-%' then 'a negative quantity: ' || value
    end as reason
from counted;
