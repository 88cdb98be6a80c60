-- Eurostat Comext DS-045409, as delivered: one row per reporter, partner, product, flow, month and indicator. Values in
-- euros, quantities in units of 100 kg. Columns are found by their names, in whatever order; OBS_FLAG and CONF_STATUS
-- are NULL where the file has no such column, and the names of columns that nothing reads are kept.

-- name: ddl
create table if not exists raw.eurostat_comext__trade (
    document_id varchar not null,
    row_number integer not null,
    dataflow varchar,
    last_update varchar,
    freq varchar,
    reporter varchar,
    partner varchar,
    product varchar,
    flow varchar,
    indicators varchar,
    time_period varchar,
    obs_value decimal(18, 3),
    obs_flag varchar,
    conf_status varchar,
    unread_columns varchar
);
comment on column raw.eurostat_comext__trade.last_update is 'when the publisher last updated the dataset';
comment on column raw.eurostat_comext__trade.partner is 'country, territory not specified, WORLD or a group';
comment on column raw.eurostat_comext__trade.product is 'HS4, HS6 or CN8; letters stand for a confidential product';
comment on column raw.eurostat_comext__trade.flow is '1 imports, 2 exports';
comment on column raw.eurostat_comext__trade.obs_value is
'VALUE_IN_EUROS in euros, QUANTITY_IN_100KG in 100 kg, SUPPLEMENTARY_QUANTITY in the unit of the product';
comment on column raw.eurostat_comext__trade.obs_flag is 'c confidential, among others';
comment on column raw.eurostat_comext__trade.conf_status is 'F free; any other code stands for confidential';
comment on column raw.eurostat_comext__trade.unread_columns is 'columns of the file that nothing here reads';

-- name: shape
with header as (
    select rtrim(split_part(ltrim(content, chr(65279)), chr(10), 1), chr(13)) as came
    from read_text(getvariable('body'))
),

named as (
    select
        came,
        list_transform(string_split(came, ','), lambda name: upper(trim(name, ' "'))) as names
    from header
),

missing as (
    select
        came,
        list_filter(
            [
                'DATAFLOW', 'LAST UPDATE', 'FREQ', 'REPORTER', 'PARTNER', 'PRODUCT', 'FLOW', 'INDICATORS',
                'TIME_PERIOD', 'OBS_VALUE'
            ],
            lambda name: not list_contains(names, name)
        ) as missing_names
    from named
)

select
    'a header with the columns ' || array_to_string(missing_names, ', ') as expected,
    'the header ' || left(came, 300) as came
from missing
where len(missing_names) > 0;

-- name: count
select len(regexp_extract_all(rtrim(content, chr(10) || chr(13)), chr(10))) as rows
from read_text(getvariable('body'));

-- name: read
-- no text stands for NULL but the empty one: NA is Namibia
with line as (
    select
        [c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15] as cells,
        cast(row_number() over () - 1 as integer) as row_number
    from
        read_csv(
            getvariable('body'),
            auto_detect = false,
            header = false,
            delim = ',',
            quote = '"',
            escape = '"',
            nullstr = '',
            null_padding = true,
            parallel = false,
            columns = {
                c0: 'VARCHAR',
                c1: 'VARCHAR',
                c2: 'VARCHAR',
                c3: 'VARCHAR',
                c4: 'VARCHAR',
                c5: 'VARCHAR',
                c6: 'VARCHAR',
                c7: 'VARCHAR',
                c8: 'VARCHAR',
                c9: 'VARCHAR',
                c10: 'VARCHAR',
                c11: 'VARCHAR',
                c12: 'VARCHAR',
                c13: 'VARCHAR',
                c14: 'VARCHAR',
                c15: 'VARCHAR'
            }
        )
),

header as (
    select list_transform(cells, lambda name: upper(trim(ltrim(name, chr(65279))))) as names
    from line
    where row_number = 0
),

named as (
    select
        names,
        nullif(
            array_to_string(
                list_filter(
                    names,
                    lambda name: name is not null and not list_contains(
                        [
                            'DATAFLOW', 'LAST UPDATE', 'FREQ', 'REPORTER', 'PARTNER', 'PRODUCT', 'FLOW', 'INDICATORS',
                            'TIME_PERIOD', 'OBS_VALUE', 'OBS_FLAG', 'CONF_STATUS'
                        ],
                        name
                    )
                ),
                ', '
            ),
            ''
        ) as unread_columns
    from header
),

numbered as (
    select
        l.row_number,
        l.cells[list_position(h.names, 'DATAFLOW')] as dataflow,
        l.cells[list_position(h.names, 'LAST UPDATE')] as last_update,
        l.cells[list_position(h.names, 'FREQ')] as freq,
        l.cells[list_position(h.names, 'REPORTER')] as reporter,
        l.cells[list_position(h.names, 'PARTNER')] as partner,
        l.cells[list_position(h.names, 'PRODUCT')] as product,
        l.cells[list_position(h.names, 'FLOW')] as flow,
        l.cells[list_position(h.names, 'INDICATORS')] as indicators,
        l.cells[list_position(h.names, 'TIME_PERIOD')] as time_period,
        l.cells[list_position(h.names, 'OBS_VALUE')] as obs_value,
        l.cells[list_position(h.names, 'OBS_FLAG')] as obs_flag,
        l.cells[list_position(h.names, 'CONF_STATUS')] as conf_status,
        h.unread_columns,
        len(list_filter(list_zip(h.names, l.cells), lambda one: one[1] is null and one[2] is not null)) > 0
            as is_too_long
    from line as l
    cross join named as h
    where l.row_number > 0
),

typed as (
    select
        n.row_number,
        n.dataflow,
        n.last_update,
        n.freq,
        n.reporter,
        n.partner,
        n.product,
        n.flow,
        n.indicators,
        n.time_period,
        try_cast(n.obs_value as decimal(18, 3)) as obs_value,
        n.obs_flag,
        n.conf_status,
        n.unread_columns,
        n.obs_value is not null and try_cast(n.obs_value as decimal(18, 3)) is null as is_no_number,
        n.is_too_long
    from numbered as n
)

select
    * exclude (is_no_number, is_too_long),
    case
        when is_too_long then 'a field too many'
        when is_no_number and indicators = 'VALUE_IN_EUROS' then 'not a number: OBS_VALUE'
        when
            freq is null or reporter is null or product is null or flow is null or indicators is null
            or time_period is null
            then 'a part of the key is missing'
        -- all but the partner or a quantity can be read; see expectations/partners.py
        when is_no_number then 'of unknown origin: not a number: OBS_VALUE'
        when partner is null then 'of unknown origin: no partner'
        when
            count(*) over (partition by freq, reporter, partner, product, flow, indicators, time_period) > 1
            then 'the key occurs more than once'
    end as reason,
    cast(null as varchar) as rule
from typed;
