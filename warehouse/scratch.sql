-- The queries that compare two published files.

-- name: tables
select
    schema_name,
    table_name
from duckdb_tables()
where schema_name || '.' || table_name <> 'provenance.build'
order by schema_name, table_name;
