-- BGS World Mineral Statistics, one page of the production of one commodity, as delivered: one row per country, year
-- and sub-commodity, the properties of a GeoJSON feature under the publisher's names.

-- name: ddl
create table if not exists raw.bgs__production (
    document_id varchar not null,
    row_number integer not null,
    page_offset integer,
    number_matched integer,
    feature_id varchar,
    bgs_statistic_type_trans varchar,
    bgs_commodity_code varchar,
    bgs_commodity_trans varchar,
    bgs_sub_commodity_trans varchar,
    country_trans varchar,
    country_iso2_code varchar,
    country_iso3_code varchar,
    year varchar,
    quantity decimal(24, 6),
    units varchar,
    quantity_in_book_style varchar,
    sdmx_code varchar,
    data_precision_description varchar,
    concat_figure_notes_code varchar,
    concat_figure_notes_text varchar,
    yearbook_table_id varchar,
    yearbook_table_trans varchar,
    concat_table_notes_text varchar,
    erml_commodity varchar,
    erml_group varchar
);
comment on column raw.bgs__production.page_offset is 'features of the commodity before this page';
comment on column raw.bgs__production.number_matched is 'features of the commodity in all, as the page says';
comment on column raw.bgs__production.year is 'the first four letters are the year; the rest varies';
comment on column raw.bgs__production.quantity is 'in the unit of units; NULL where the figure is not available';
comment on column raw.bgs__production.units is 'tonnes (metric), tonnes (metal content), kilograms, carats';
comment on column raw.bgs__production.data_precision_description is 'nil, not available or small; else empty';

-- name: shape
with document as (
    select
        "numberMatched" as matched,
        "numberReturned" as returned,
        json_type(features) as features_type,
        cast(json_array_length(features) as bigint) as delivered,
        code,
        description,
        features
    from
        read_json(
            getvariable('body'),
            format = 'unstructured',
            maximum_object_size = 1000000000,
            columns = {
                'numberMatched': 'BIGINT',
                'numberReturned': 'BIGINT',
                'features': 'JSON',
                'code': 'VARCHAR',
                'description': 'VARCHAR'
            }
        )
),

wanted as (
    select column_name as field
    from duckdb_columns()
    where schema_name = 'raw' and table_name = 'bgs__production' and column_index > 5
),

came as (
    select
        field,
        count(*) as times
    from (
        select unnest(json_keys(feature -> '$.properties')) as field
        from (
            select unnest(cast(features as json[])) as feature
            from document
            where features_type = 'ARRAY'
        ) as f
    ) as fields
    group by field
)

select
    'a collection with the list features and the count numberMatched' as expected,
    coalesce(
        'the error ' || code || ': ' || description,
        'features ' || coalesce(features_type, 'missing') || ', numberMatched '
        || coalesce(cast(matched as varchar), 'missing')
    ) as came
from document
where features_type is distinct from 'ARRAY' or matched is null
union all
select
    returned || ' features' as expected,
    delivered || ' features' as came
from document
where returned <> delivered
union all
select
    'features with each of the properties of the contract' as expected,
    'features without ' || string_agg(w.field, ', ' order by w.field) as came
from wanted as w
left join came as c on w.field = c.field
where (select delivered from document) > 0 and c.times is distinct from (select delivered from document)
having count(*) > 0;

-- name: count
select json_array_length(features) as rows
from
    read_json(
        getvariable('body'),
        format = 'unstructured',
        maximum_object_size = 1000000000,
        columns = {features: 'JSON'}
    );

-- name: read
with document as (
    select
        "numberMatched" as matched,
        cast(features as json[]) as features
    from
        read_json(
            getvariable('body'),
            format = 'unstructured',
            maximum_object_size = 1000000000,
            columns = {'numberMatched': 'INTEGER', 'features': 'JSON'}
        )
),

record as (
    select
        matched,
        unnest(features) as f,
        unnest(range(1, len(features) + 1)) as row_number
    from document
),

property as (
    select
        matched,
        row_number,
        f ->> 'id' as feature_id,
        f -> '$.properties' as p
    from record
),

typed as (
    select
        cast(row_number as integer) as row_number,
        cast(regexp_extract(getvariable('key'), '-([0-9]+)$', 1) as integer) as page_offset,
        matched as number_matched,
        feature_id,
        p ->> 'bgs_statistic_type_trans' as bgs_statistic_type_trans,
        p ->> 'bgs_commodity_code' as bgs_commodity_code,
        p ->> 'bgs_commodity_trans' as bgs_commodity_trans,
        nullif(p ->> 'bgs_sub_commodity_trans', '') as bgs_sub_commodity_trans,
        p ->> 'country_trans' as country_trans,
        nullif(p ->> 'country_iso2_code', '') as country_iso2_code,
        nullif(p ->> 'country_iso3_code', '') as country_iso3_code,
        p ->> 'year' as year,
        try_cast(p ->> 'quantity' as decimal(24, 6)) as quantity,
        p ->> 'units' as units,
        p ->> 'quantity_in_book_style' as quantity_in_book_style,
        p ->> 'sdmx_code' as sdmx_code,
        nullif(p ->> 'data_precision_description', '') as data_precision_description,
        nullif(p ->> 'concat_figure_notes_code', '') as concat_figure_notes_code,
        nullif(p ->> 'concat_figure_notes_text', '') as concat_figure_notes_text,
        p ->> 'yearbook_table_id' as yearbook_table_id,
        p ->> 'yearbook_table_trans' as yearbook_table_trans,
        nullif(p ->> 'concat_table_notes_text', '') as concat_table_notes_text,
        nullif(p ->> 'erml_commodity', '') as erml_commodity,
        nullif(p ->> 'erml_group', '') as erml_group,
        nullif(p ->> 'quantity', '') is not null
        and try_cast(p ->> 'quantity' as decimal(24, 6)) is null as is_quantity_text,
        -- a feature without an id is the same as another one when all of it is
        coalesce(feature_id, cast(p as varchar)) as identity,
        md5(cast(p as varchar)) as content
    from property
),

numbered as (
    select
        *,
        row_number() over (partition by identity, content order by row_number) as occurrence
    from typed
),

ruled as (
    select
        *,
        case when occurrence > 1 then 'repeats a feature' end as rule
    from numbered
)

select
    * exclude (is_quantity_text, identity, content, occurrence),
    case
        when rule is not null then null
        when is_quantity_text then 'not a number: quantity'
        when try_cast(substr(year, 1, 4) as smallint) is null or country_trans is null or bgs_commodity_trans is null
            then 'a part of the key is missing'
        when count(*) over (partition by identity, rule) > 1 then 'one feature id with two contents'
        when
            count(*) over (
                partition by
                    bgs_statistic_type_trans, bgs_commodity_trans, bgs_sub_commodity_trans, country_trans,
                    substr(year, 1, 4), rule
            ) > 1
            then 'the key occurs more than once'
    end as reason
from ruled;
