-- China's customs statistics as a person downloads them: one row per month, code and trading partner, and trade mode
-- and place of registration where the query had them. Columns are found by their names.

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
    value decimal(18, 3)
);
comment on column raw.china_customs__trade.row_number is 'line of the file, the header being 1';
comment on column raw.china_customs__trade.flow is 'M or X, from the name of the file';
comment on column raw.china_customs__trade.month is '数据年月, such as 202401';
comment on column raw.china_customs__trade.commodity is '商品编码, up to eight digits';
comment on column raw.china_customs__trade.partner is '贸易伙伴编码, three digits';
comment on column raw.china_customs__trade.trade_mode is '贸易方式编码, where it was queried';
comment on column raw.china_customs__trade.place is '注册地编码, where it was queried';
comment on column raw.china_customs__trade.quantity1 is '第一数量, in unit1';
comment on column raw.china_customs__trade.unit1 is '第一计量单位, such as 千克 (kg)';
comment on column raw.china_customs__trade.quantity2 is '第二数量, in unit2';
comment on column raw.china_customs__trade.unit2 is '第二计量单位';
comment on column raw.china_customs__trade.value is '美元 or 人民币: whole units of the currency';

-- name: shape
with header as (
    select list_transform(cells, lambda c: trim(c)) as names
    from
        read_json(
            getvariable('body'),
            format = 'newline_delimited',
            columns = {part: 'VARCHAR', row: 'INTEGER', cells: 'VARCHAR[]'}
        )
    where "row" = 1
)

select
    'the columns 数据年月, 商品编码, 贸易伙伴编码, 第一数量, 第一计量单位 and 美元 or 人民币' as expected,
    left(array_to_string(names, ', '), 300) as came
from header
where
    not list_has_all(names, ['数据年月', '商品编码', '贸易伙伴编码', '第一数量', '第一计量单位'])
    or list_contains(names, '美元') = list_contains(names, '人民币');

-- name: count
select len(string_split(trim(content, chr(10)), chr(10))) - 1 as rows
from read_text(getvariable('body'));

-- name: read
with line as (
    select
        "row" as row_number,
        list_transform(cells, lambda c: nullif(trim(c), '')) as cells
    from
        read_json(
            getvariable('body'),
            format = 'newline_delimited',
            columns = {part: 'VARCHAR', row: 'INTEGER', cells: 'VARCHAR[]'}
        )
),

header as (
    select cells as names
    from line
    where row_number = 1
),

delivered as (
    select
        l.row_number,
        left(getvariable('key'), 1) as flow,
        l.cells[list_position(h.names, '数据年月')] as month,
        l.cells[list_position(h.names, '商品编码')] as commodity,
        l.cells[list_position(h.names, '贸易伙伴编码')] as partner,
        l.cells[list_position(h.names, '贸易方式编码')] as trade_mode,
        l.cells[list_position(h.names, '注册地编码')] as place,
        l.cells[list_position(h.names, '第一数量')] as quantity1,
        l.cells[list_position(h.names, '第一计量单位')] as unit1,
        l.cells[list_position(h.names, '第二数量')] as quantity2,
        l.cells[list_position(h.names, '第二计量单位')] as unit2,
        case when list_contains(h.names, '美元') then 'USD' else 'CNY' end as currency,
        coalesce(l.cells[list_position(h.names, '美元')], l.cells[list_position(h.names, '人民币')]) as value,
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
