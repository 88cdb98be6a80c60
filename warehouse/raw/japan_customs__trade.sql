-- Trade Statistics of Japan: one row per direction, 9-digit code, country and month, and one for the year (month 0),
-- from a JSON answer of the API or from a CSV file of a section. Quantities and values are text as delivered: numbers
-- and the marks - (none), *** and X (suppressed) stand in the same place; a month not published yet is 0.

-- name: ddl
create table if not exists raw.japan_customs__trade (
    document_id varchar not null,
    row_number integer not null,
    direction smallint,
    year smallint,
    code varchar,
    country varchar,
    month smallint,
    unit1 varchar,
    unit2 varchar,
    quantity1 varchar,
    quantity2 varchar,
    value varchar,
    cells smallint,
    answer_cells integer
);
comment on column raw.japan_customs__trade.direction is '1 export (FOB, by destination), 2 import (CIF, by origin)';
comment on column raw.japan_customs__trade.code is '9 characters; those of imports and exports differ, and by year';
comment on column raw.japan_customs__trade.country is 'Japan Customs code, 3 digits; there is no row of the world';
comment on column raw.japan_customs__trade.month is '1 to 12; 0 the total of the year';
comment on column raw.japan_customs__trade.unit1 is 'of quantity1, as delivered: padded in files, full-width in answers';
comment on column raw.japan_customs__trade.unit2 is 'of quantity2; kilograms mostly stand here';
comment on column raw.japan_customs__trade.quantity1 is 'in unit1; 0 beside a value is less than half a unit';
comment on column raw.japan_customs__trade.quantity2 is 'in unit2; 0 beside a value is less than half a unit';
comment on column raw.japan_customs__trade.value is '1,000 yen';
comment on column raw.japan_customs__trade.cells is 'how many cells of the answer the row is made of; NULL from a file';
comment on column raw.japan_customs__trade.answer_cells is 'cells of the whole answer, over all pages; NULL from a file';

-- name: shape
with document as (
    select
        getvariable('key') as key,
        split_part(content, chr(10), 1) as header,
        case when content like '{%' then try_cast(content as json) -> '$.GET_STATS_DATA' end as answer,
        content like '{%' as is_answer
    from read_text(getvariable('body'))
),

opened as (
    select
        *,
        answer ->> '$.RESULT.STATUS' as status,
        answer ->> '$.RESULT.ERROR_MSG' as message,
        answer -> '$.STATISTICAL_DATA.DATA_INF.VALUE' as value,
        cast(answer ->> '$.STATISTICAL_DATA.RESULT_INF.FROM_NUMBER' as integer) as first_cell,
        cast(answer ->> '$.STATISTICAL_DATA.RESULT_INF.TO_NUMBER' as integer) as last_cell
    from document
),

delivered as (
    select
        *,
        case json_type(value)
            when 'ARRAY' then cast(json_array_length(value) as integer)
            when 'OBJECT' then 1
            else 0
        end as cells,
        'Exp or Imp,Year,HS,Country,Unit1,Unit2,' || array_to_string(
            list_transform(
                ['Year', 'Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
                lambda period: 'Quantity1-' || period || ',Quantity2-' || period || ',Value-' || period
            ), ','
        ) as expected_header
    from opened
)

select
    'a key that starts with M- or X- and ends with a year' as expected,
    key as came
from delivered
where not regexp_matches(key, '^[MX]-.*-[0-9]{4}$')
union all
select
    'an answer of getStatsData with the status 0, or 1 for none' as expected,
    'the status ' || coalesce(status, 'missing') || ' (' || coalesce(message, 'no message') || ')' as came
from delivered
where is_answer and coalesce(status, '') not in ('0', '1')
union all
select
    'cells ' || coalesce(first_cell, 1) || ' to ' || coalesce(last_cell, 0) as expected,
    cells || ' cells' as came
from delivered
where is_answer and status = '0' and cells is distinct from last_cell - first_cell + 1
union all
select
    'the header ' || expected_header as expected,
    'the header ' || left(header, 300) as came
from delivered
where not is_answer and replace(rtrim(header, chr(13)), '-Apl', '-Apr') <> expected_header;

-- name: count
with document as (
    select
        content,
        case when content like '{%' then try_cast(content as json) -> '$.GET_STATS_DATA.STATISTICAL_DATA.DATA_INF' end
            as data
    from read_text(getvariable('body'))
),

cell as (
    select
        unnest(
            case json_type(data -> 'VALUE')
                when 'OBJECT' then [data -> 'VALUE']
                else cast(data -> 'VALUE' as json[])
            end
        ) as c
    from document
),

line as (
    select unnest(string_split(content, chr(10))[2:]) as text
    from document
    where content not like '{%'
)

select
    (
        select
            count(
                distinct concat_ws(
                    ' ', c ->> '@cat01', c ->> '@area', c ->> '@time',
                    greatest(try_cast(c ->> '@cat02' as integer) - 120, 0) // 30
                )
            )
        from cell
    )
    + 13 * (select count(*) from line where trim(text, ' ' || chr(13)) <> '') as rows;

-- name: read
with document as (
    select
        content,
        getvariable('key') as key,
        case when content like '{%' then try_cast(content as json) -> '$.GET_STATS_DATA.STATISTICAL_DATA' end as answer
    from read_text(getvariable('body'))
),

cell as (
    select
        case left(key, 1) when 'X' then '1' else '2' end as direction,
        cast(answer ->> '$.RESULT_INF.TOTAL_NUMBER' as integer) as answer_cells,
        unnest(
            case json_type(answer -> '$.DATA_INF.VALUE')
                when 'OBJECT' then [answer -> '$.DATA_INF.VALUE']
                else cast(answer -> '$.DATA_INF.VALUE' as json[])
            end
        ) as c
    from document
),

-- cat02: 100 and 110 the units, 120 to 140 the year, then 30 on for each month
placed as (
    select
        direction,
        answer_cells,
        c ->> '@cat01' as code,
        c ->> '@area' as area,
        c ->> '@time' as time,
        c ->> '@unit' as unit,
        c ->> '@cat02' as cat02,
        c ->> '$."$"' as delivered,
        greatest(try_cast(c ->> '@cat02' as integer) - 120, 0) // 30 as month,
        case
            when c ->> '@cat02' in ('100', '110') then 'unit' || case when c ->> '@cat02' = '100' then 1 else 2 end
            else ['quantity1', 'quantity2', 'value'][(try_cast(c ->> '@cat02' as integer) - 120) % 30 // 10 + 1]
        end as measure
    from cell
),

answer_row as (
    select
        cast(row_number() over (order by code, area, time, month) as integer) as row_number,
        any_value(direction) as direction,
        time as time,
        code,
        area,
        month,
        max(case when measure = 'unit1' then delivered end) as unit1,
        max(case when measure = 'unit2' then delivered end) as unit2,
        max(case when measure = 'quantity1' then delivered end) as quantity1,
        max(case when measure = 'quantity2' then delivered end) as quantity2,
        max(case when measure = 'value' then delivered end) as value,
        count(*) as cells,
        any_value(answer_cells) as answer_cells,
        case
            when not bool_and(regexp_matches(coalesce(cat02, ''), '^(1[0-9]|[234][0-9]|50)0$'))
                then 'a cell of an unknown measure'
            when count(*) > count(distinct cat02) then 'a cell occurs more than once'
            when bool_or(measure = 'value' and unit not in ('千円', '1000YEN')) then 'a value not in 1,000 yen'
            when not regexp_matches(coalesce(time, ''), '^[0-9]{4}000000$')
                then 'not a year: ' || coalesce(time, 'none')
        end as reason
    from placed
    group by code, area, time, month
),

line as (
    select
        unnest(range(1, 1 + len(lines))) as line_number,
        unnest(list_transform(lines, lambda text: string_split(text, ','))) as fields
    from (
        select
            list_filter(
                list_transform(string_split(content, chr(10))[2:], lambda text: rtrim(text, chr(13))),
                lambda text: trim(text) <> ''
            ) as lines
        from document
        where content not like '{%'
    ) as split
),

file_row as (
    select
        cast((line_number - 1) * 13 + month + 1 as integer) as row_number,
        fields[1] as direction,
        fields[2] || '000000' as time,
        trim(fields[3], '''') as code,
        '50' || fields[4] as area,
        month,
        fields[5] as unit1,
        fields[6] as unit2,
        nullif(trim(fields[7 + 3 * month]), '') as quantity1,
        nullif(trim(fields[8 + 3 * month]), '') as quantity2,
        nullif(trim(fields[9 + 3 * month]), '') as value,
        cast(null as bigint) as cells,
        cast(null as integer) as answer_cells,
        case
            when len(fields) <> 45 then 'not 45 fields'
            when not regexp_matches(fields[3], '^''.*''$') then 'not a code in quotes: ' || fields[3]
        end as reason
    from line
    cross join range(0, 13) as months (month)
),

delivered as (
    select * from answer_row
    union all by name
    select * from file_row
),

typed as (
    select
        row_number,
        try_cast(direction as smallint) as direction,
        try_cast(left(time, 4) as smallint) as year,
        code,
        right(area, 3) as country,
        area,
        cast(month as smallint) as month,
        max(unit1) over (partition by code, area, time) as unit1,
        max(unit2) over (partition by code, area, time) as unit2,
        quantity1,
        quantity2,
        value,
        cast(cells as smallint) as cells,
        answer_cells,
        reason as broken,
        list_filter(
            [
                case when quantity1 is not null then 'quantity1 ' || quantity1 end,
                case when quantity2 is not null then 'quantity2 ' || quantity2 end,
                case when value is not null then 'value ' || value end
            ],
            lambda said: not regexp_matches(said, ' (-?[0-9]+(\.[0-9]+)?|-|\*\*\*|X)$')
        ) as not_numbers
    from delivered
)

select
    * exclude (broken, not_numbers, area),
    cast(null as varchar) as rule,
    case
        when broken is not null then broken
        -- confidential items stand under codes such as 03XXXXXX; how long those are is unverified
        when not regexp_matches(coalesce(code, ''), '^([0-9]{9}|[0-9]{2,7}X{2,7})$')
            then 'not a code: ' || coalesce(code, 'none')
        when not regexp_full_match(concat(unit1, unit2), '[0-9A-Za-zＡ-Ｚ 　]*')
            then 'not a unit: ' || concat(unit1, ' ', unit2)
        when len(not_numbers) > 0
            then 'neither a number nor a mark of the publisher: ' || array_to_string(not_numbers, ', ')
        when direction is distinct from case left(getvariable('key'), 1) when 'X' then 1 else 2 end
            or cast(year as varchar) is distinct from right(getvariable('key'), 4)
            then 'of another direction or year than was asked for'
        when not regexp_matches(coalesce(area, ''), '^50[0-9]{3}$')
            then 'of unknown origin: not a country: ' || coalesce(case when cells is null then substr(area, 3) else area end, 'none')
        when count(*) over (partition by direction, year, code, country, month) > 1
            then 'the key occurs more than once'
    end as reason
from typed;
