-- The queries of the publish step.

-- name: tables
-- A view is published as a table of the rows that it has now. The rows are in the order of `clustered`, then of every
-- other column: what repeats stands together, so that the file is smaller and a question reads a small part of it.
select
    r.schema_name,
    r.table_name,
    string_agg(
        '"' || c.column_name || '"',
        ', ' order by
            coalesce(nullif(list_position(getvariable('clustered'), c.column_name), 0), 1000 + c.column_index) asc
    ) as columns_in_order
from (
    select database_name, schema_name, table_name from duckdb_tables()
    union all
    select database_name, schema_name, view_name as table_name from duckdb_views()
) as r
inner join duckdb_columns() as c
    on r.database_name = c.database_name and r.schema_name = c.schema_name and r.table_name = c.table_name
where r.database_name = 'build' and not list_contains(getvariable('inner_schemas'), r.schema_name)
group by r.schema_name, r.table_name
order by r.schema_name, r.table_name;

-- name: comments
select
    'comment on table "' || schema_name || '"."' || table_name || '" is '''
    || replace(comment, '''', '''''') || '''' as statement
from (
    select database_name, schema_name, table_name, comment from duckdb_tables()
    union all
    select database_name, schema_name, view_name as table_name, comment from duckdb_views()
) as relation
where
    database_name = 'build'
    and comment is not null
    and not list_contains(getvariable('inner_schemas'), schema_name)
union all
select
    'comment on column "' || schema_name || '"."' || table_name || '"."' || column_name || '" is '''
    || replace(comment, '''', '''''') || '''' as statement
from duckdb_columns()
where
    database_name = 'build'
    and comment is not null
    and not list_contains(getvariable('inner_schemas'), schema_name);

-- name: handed_on
-- What the columns of one view mean that another view shows too.
select
    'comment on column main."' || seen.table_name || '"."' || seen.column_name || '" is '''
    || replace(told.comment, '''', '''''') || '''' as statement
from duckdb_columns() as seen
inner join duckdb_columns() as told on seen.column_name = told.column_name
where
    seen.schema_name = 'main'
    and seen.table_name = 'trend'
    and seen.comment is null
    and told.schema_name = 'main'
    and told.table_name = 'concentration';

-- name: stamp
create table provenance.build as
select
    getvariable('build_id') as build_id,
    cast(now() at time zone 'UTC' as timestamp) as built_at,
    cast(getvariable('as_of') as timestamp) as as_of,
    (select count(*) from provenance.document) as documents,
    getvariable('code_id') as code_id,
    getvariable('held_id') as held_id;
comment on table provenance.build is 'One row: the build that this file holds.';
comment on column provenance.build.build_id is
'16 hex digits over the documents, the code that read them and the as-of time: the same input gives the same id.';
comment on column provenance.build.built_at is 'When the file was written, UTC.';
comment on column provenance.build.as_of is 'The time whose state of knowledge this is, UTC; NULL for the newest.';
comment on column provenance.build.documents is 'How many documents the build rests on.';
comment on column provenance.build.code_id is '16 hex digits over the code that read the documents.';
comment on column provenance.build.held_id is
'16 hex digits over what is set aside and what was decided: files of one build differ in nothing else.';

-- name: held
select substr(md5(coalesce(string_agg(h.state, ',' order by h.state), '')), 1, 16) as held_id
from (
    select concat_ws(' ', document_id, held_by, held_at, held_until, reason) as state from raw.held
    union all
    select concat_ws(' ', document_id, action, decided_at, why) as state from raw.decision
) as h;
