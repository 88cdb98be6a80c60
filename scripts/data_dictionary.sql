-- name: columns
select
    c.schema_name,
    c.table_name,
    t.comment as about,
    c.column_name,
    c.data_type,
    c.comment
from duckdb_columns() as c
inner join duckdb_tables() as t on c.table_oid = t.table_oid and c.database_oid = t.database_oid
where not c.internal
order by c.schema_name, c.table_name, c.column_index;
