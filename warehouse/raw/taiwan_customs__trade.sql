-- Taiwan's customs statistics as a person downloads them in English: one row per month, code and country. Columns are
-- found by their names; others are not read.

-- name: ddl
create table if not exists raw.taiwan_customs__trade (
    document_id varchar not null,
    row_number integer not null,
    flow varchar,
    month varchar,
    is_preliminary boolean,
    commodity varchar,
    partner varchar,
    partner_words varchar,
    value_kusd decimal(18, 3),
    weight_tne decimal(18, 3),
    weight_kgm decimal(18, 3),
    other_columns varchar
);
comment on column raw.taiwan_customs__trade.row_number is 'line of the file, the header being 1';
comment on column raw.taiwan_customs__trade.flow is 'Imports/Exports, as M or X';
comment on column raw.taiwan_customs__trade.month is 'Time, 2024/1 as 202401';
comment on column raw.taiwan_customs__trade.is_preliminary is 'whether Time says (preliminary)';
comment on column raw.taiwan_customs__trade.commodity is 'Commodity Code, four to eleven digits';
comment on column raw.taiwan_customs__trade.partner is 'Country(Area), an English name';
comment on column raw.taiwan_customs__trade.partner_words is 'its words in one form and order, to look it up';
comment on column raw.taiwan_customs__trade.value_kusd is 'Value(USD$ 1000), thousands of US dollars';
comment on column raw.taiwan_customs__trade.weight_tne is 'Weight(TNE), tonnes, where it was queried';
comment on column raw.taiwan_customs__trade.weight_kgm is 'Weight(KGM), kilograms, where it was queried';
comment on column raw.taiwan_customs__trade.other_columns is 'columns of the file that are not known, and not read';

-- name: shape
with header as (
    select list_filter(list_transform(cells, lambda c: trim(c, ' ' || chr(9))), lambda c: c <> '') as names
    from
        read_json(
            getvariable('body'),
            format = 'newline_delimited',
            columns = {part: 'VARCHAR', row: 'INTEGER', cells: 'VARCHAR[]'}
        )
    where "row" = 1
)

select
    'the columns Imports/Exports, Time, Commodity Code, Country(Area) and Value(USD$ 1000)' as expected,
    left(array_to_string(names, ', '), 300) as came
from header
where not list_has_all(names, ['Imports/Exports', 'Time', 'Commodity Code', 'Country(Area)', 'Value(USD$ 1000)']);

-- name: count
select len(string_split(trim(content, chr(10)), chr(10))) - 1 as rows
from read_text(getvariable('body'));

-- name: read
with line as (
    select
        "row" as row_number,
        list_transform(cells, lambda c: nullif(trim(c, ' ' || chr(9)), '')) as cells
    from
        read_json(
            getvariable('body'),
            format = 'newline_delimited',
            columns = {part: 'VARCHAR', row: 'INTEGER', cells: 'VARCHAR[]'}
        )
),

header as (
    select
        cells as names,
        nullif(
            array_to_string(
                list_filter(
                    cells,
                    lambda c: c not in (
                        'Imports/Exports', 'Time', 'Commodity Code', 'Description of Good', 'Country(Area)',
                        'Value(USD$ 1000)', 'Weight(TNE)', 'Weight(KGM)'
                    )
                ), ', '
            ), ''
        ) as other_columns
    from line
    where row_number = 1
),

delivered as (
    select
        l.row_number,
        l.cells[list_position(h.names, 'Imports/Exports')] as direction,
        l.cells[list_position(h.names, 'Time')] as time,
        l.cells[list_position(h.names, 'Commodity Code')] as commodity,
        l.cells[list_position(h.names, 'Country(Area)')] as partner,
        l.cells[list_position(h.names, 'Value(USD$ 1000)')] as value_kusd,
        l.cells[list_position(h.names, 'Weight(TNE)')] as weight_tne,
        l.cells[list_position(h.names, 'Weight(KGM)')] as weight_kgm,
        h.other_columns,
        len(list_filter(l.cells, lambda c: c is not null)) = 0 as is_empty
    from line as l
    cross join header as h
    where l.row_number > 1
),

typed as (
    select
        row_number,
        case direction when 'Imports' then 'M' when 'Exports' then 'X' end as flow,
        case
            when regexp_full_match(time, '(19|20)[0-9]{2}/(0?[1-9]|1[0-2])( ?\(preliminary\))?')
                then left(time, 4) || lpad(regexp_extract(time, '/([0-9]+)', 1), 2, '0')
        end as month,
        contains(time, 'preliminary') as is_preliminary,
        commodity,
        partner,
        -- "Korea, Republic of" and "Republic of Korea" are the same words; St. is Saint, U.S. is US
        nullif(
            array_to_string(
                list_sort(
                    list_filter(
                        list_transform(
                            regexp_extract_all(
                                regexp_replace(lower(strip_accents(partner)), '[''’.]', '', 'g'), '[a-z0-9?]+'
                            ),
                            lambda word: case word
                                when 'st' then 'saint'
                                when 'is' then 'islands'
                                when 'island' then 'islands'
                                when 'rep' then 'republic'
                                when 'dem' then 'democratic'
                                else word
                            end
                        ),
                        lambda word: word not in ('the', 'of', 'and')
                    )
                ), ' '
            ), ''
        ) as partner_words,
        try_cast(replace(value_kusd, ',', '') as decimal(18, 3)) as value_kusd,
        try_cast(replace(weight_tne, ',', '') as decimal(18, 3)) as weight_tne,
        try_cast(replace(weight_kgm, ',', '') as decimal(18, 3)) as weight_kgm,
        other_columns,
        case when is_empty then 'empty row' end as rule,
        direction,
        time,
        case
            when try_cast(replace(value_kusd, ',', '') as decimal(18, 3)) is null
                then 'not a number: the value ' || coalesce(value_kusd, 'none')
        end as no_value,
        case
            when weight_tne is not null and try_cast(replace(weight_tne, ',', '') as decimal(18, 3)) is null
                then 'not a number: the weight ' || weight_tne
            when weight_kgm is not null and try_cast(replace(weight_kgm, ',', '') as decimal(18, 3)) is null
                then 'not a number: the weight ' || weight_kgm
        end as no_weight
    from delivered
)

select
    * exclude (direction, time, no_value, no_weight),
    case
        when rule is not null then null
        when flow is null then 'not a direction: ' || coalesce(direction, 'none')
        when flow <> left(getvariable('key'), 1) then 'of another direction than the name of the file says'
        when month is null then 'not a month: ' || coalesce(time, 'none')
        when left(month, 4) <> right(getvariable('key'), 4) then 'of another year than the name of the file says'
        when regexp_extract(getvariable('key'), '-m([0-9]{2})-', 1) not in ('', right(month, 2))
            then 'of another month than the name of the file says'
        when not coalesce(regexp_full_match(commodity, '[0-9]{4,11}'), false)
            then 'not a code: ' || coalesce(commodity, 'none')
        when no_value is not null then no_value
        when partner_words is null then 'of unknown origin: not a country: none'
        when no_weight is not null then 'of unknown origin: ' || no_weight
        when count(*) over (partition by flow, month, commodity, partner) > 1 then 'the key occurs more than once'
    end as reason
from typed;
