-- The tables of the raw schema and their columns: name and type, in order.
select
    table_name,
    list((column_name, data_type) order by column_index)
from duckdb_columns()
where schema_name = 'raw' and database_name = current_database()
group by table_name;
