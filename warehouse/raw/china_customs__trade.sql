-- China's customs statistics as a person downloads them: one row per month, code and trading partner, and trade mode
-- and place of registration where the query had them. Columns are found by their names, those of the Chinese page or of
-- the English one; others are not read. The comments give the Chinese names.

-- name: ddl
create table if not exists raw.china_customs__trade (
    document_id varchar not null,
    row_number integer not null,
    flow varchar,
    month varchar,
    commodity varchar,
    partner varchar,
    trade_mode varchar,
    place varchar,
    quantity1 decimal(18, 3),
    unit1 varchar,
    quantity2 decimal(18, 3),
    unit2 varchar,
    currency varchar,
    value decimal(18, 3),
    other_columns varchar
);
comment on column raw.china_customs__trade.row_number is 'line of the file, the header being 1';
comment on column raw.china_customs__trade.flow is 'M or X, from the name of the file';
comment on column raw.china_customs__trade.month is '数据年月, such as 202401; from the file''s name where it has none';
comment on column raw.china_customs__trade.commodity is '商品编码, up to eight digits';
comment on column raw.china_customs__trade.partner is '贸易伙伴编码, three digits';
comment on column raw.china_customs__trade.trade_mode is '贸易方式编码, where it was queried';
comment on column raw.china_customs__trade.place is '注册地编码, where it was queried';
comment on column raw.china_customs__trade.quantity1 is '第一数量, in unit1; NULL where it was not queried';
comment on column raw.china_customs__trade.unit1 is '第一计量单位, such as 千克 or Kilogram';
comment on column raw.china_customs__trade.quantity2 is '第二数量, in unit2';
comment on column raw.china_customs__trade.unit2 is '第二计量单位';
comment on column raw.china_customs__trade.value is '美元 or 人民币: whole units of the currency';
comment on column raw.china_customs__trade.other_columns is 'columns of the file that are not known here, and not read';

-- name: shape
with header as (
    select list_transform(cells, lambda c: trim(c, ' ' || chr(9))) as names
    from
        read_json(
            getvariable('body'),
            format = 'newline_delimited',
            columns = {part: 'VARCHAR', row: 'INTEGER', cells: 'VARCHAR[]'}
        )
    where "row" = 1
)

select
    'the columns 商品编码, 贸易伙伴编码 and 美元 or 人民币, or those of the English page, and 数据年月 or a month in the name'
        as expected,
    left(array_to_string(names, ', '), 300) as came
from header
where
    not list_has_any(names, ['商品编码', 'Commodity code'])
    or not list_has_any(names, ['贸易伙伴编码', 'Trading partner code'])
    or len(list_intersect(names, ['美元', '人民币', 'US dollar', 'Renminbi Yuan'])) <> 1
    or (
        not list_has_any(names, ['数据年月', 'Date of data'])
        and not regexp_matches(getvariable('key'), '-m[0-9]{2}-')
    );

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

-- the columns of the Chinese page and of the English one, which has spelt two of them in two ways
page as (
    select
        map {
            '数据年月': 'month', 'Date of data': 'month',
            '商品编码': 'commodity', 'Commodity code': 'commodity',
            '商品名称': 'not read', 'Commodity': 'not read',
            '贸易伙伴编码': 'partner', 'Trading partner code': 'partner',
            '贸易伙伴名称': 'not read', 'Trading partner': 'not read',
            '贸易方式编码': 'trade_mode', 'Customs Regime code': 'trade_mode',
            '贸易方式名称': 'not read', 'Customs Regime': 'not read',
            '注册地编码': 'place', 'Locations of importers and exporters code': 'place',
            '注册地名称': 'not read', 'Locations of importers and exporters': 'not read',
            '第一数量': 'quantity1', 'Quantity': 'quantity1',
            '第一计量单位': 'unit1', 'Unit': 'unit1',
            '第二数量': 'quantity2', 'Supplimentary Quantity': 'quantity2', 'Supplementary Quantity': 'quantity2',
            '第二计量单位': 'unit2', 'Supplimentary Unit': 'unit2', 'Supplementary Unit': 'unit2',
            '美元': 'USD', 'US dollar': 'USD',
            '人民币': 'CNY', 'Renminbi Yuan': 'CNY'
        } as names
),

header as (
    select
        list_transform(l.cells, lambda c: p.names[c]) as names,
        nullif(
            array_to_string(list_filter(l.cells, lambda c: c is not null and p.names[c] is null), ', '), ''
        ) as other_columns
    from line as l
    cross join page as p
    where l.row_number = 1
),

delivered as (
    select
        l.row_number,
        left(getvariable('key'), 1) as flow,
        -- a query of one month has no column of months: the name says it
        coalesce(
            l.cells[list_position(h.names, 'month')],
            case
                when not list_contains(h.names, 'month')
                    then right(getvariable('key'), 4) || regexp_extract(getvariable('key'), '-m([0-9]{2})-', 1)
            end
        ) as month,
        l.cells[list_position(h.names, 'commodity')] as commodity,
        l.cells[list_position(h.names, 'partner')] as partner,
        l.cells[list_position(h.names, 'trade_mode')] as trade_mode,
        l.cells[list_position(h.names, 'place')] as place,
        l.cells[list_position(h.names, 'quantity1')] as quantity1,
        l.cells[list_position(h.names, 'unit1')] as unit1,
        l.cells[list_position(h.names, 'quantity2')] as quantity2,
        l.cells[list_position(h.names, 'unit2')] as unit2,
        case when list_contains(h.names, 'USD') then 'USD' else 'CNY' end as currency,
        coalesce(l.cells[list_position(h.names, 'USD')], l.cells[list_position(h.names, 'CNY')]) as value,
        h.other_columns,
        len(list_filter(l.cells, lambda c: c is not null)) = 0 as is_empty
    from line as l
    cross join header as h
    where l.row_number > 1
),

typed as (
    select
        row_number,
        flow,
        month,
        commodity,
        partner,
        trade_mode,
        place,
        try_cast(replace(quantity1, ',', '') as decimal(18, 3)) as quantity1,
        unit1,
        try_cast(replace(quantity2, ',', '') as decimal(18, 3)) as quantity2,
        unit2,
        currency,
        try_cast(replace(value, ',', '') as decimal(18, 3)) as value,
        other_columns,
        case when is_empty then 'empty row' end as rule,
        case
            when try_cast(replace(value, ',', '') as decimal(18, 3)) is null
                then 'not a number: the value ' || coalesce(value, 'none')
        end as no_value,
        case
            when quantity1 is not null and try_cast(replace(quantity1, ',', '') as decimal(18, 3)) is null
                then 'not a number: 第一数量 ' || quantity1
            when quantity2 is not null and try_cast(replace(quantity2, ',', '') as decimal(18, 3)) is null
                then 'not a number: 第二数量 ' || quantity2
        end as no_quantity
    from delivered
)

select
    * exclude (no_value, no_quantity),
    case
        when rule is not null then null
        when not coalesce(regexp_full_match(month, '(19|20)[0-9]{2}(0[1-9]|1[0-2])'), false)
            then 'not a month: ' || coalesce(month, 'none')
        when left(month, 4) <> right(getvariable('key'), 4) then 'of another year than the name of the file says'
        when regexp_extract(getvariable('key'), '-m([0-9]{2})-', 1) not in ('', right(month, 2))
            then 'of another month than the name of the file says'
        when not coalesce(regexp_full_match(commodity, '[0-9]{4,8}'), false)
            then 'not a code: ' || coalesce(commodity, 'none')
        when no_value is not null then no_value
        when not coalesce(regexp_full_match(partner, '[0-9]{3}'), false)
            then 'of unknown origin: not a country: ' || coalesce(partner, 'none')
        when no_quantity is not null then 'of unknown origin: ' || no_quantity
        when count(*) over (partition by month, commodity, partner, trade_mode, place) > 1
            then 'the key occurs more than once'
    end as reason
from typed;
