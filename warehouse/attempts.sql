-- What was asked and what failed, taken from the files beside the documents. Paths come through DuckDB variables.

-- name: clear
delete from raw.asked;
delete from raw.attempt;

-- name: asked
insert into raw.asked
select
    split_part(path, '/', -2) as dataset,
    regexp_replace(split_part(path, '/', -1), '\.json$', '') as key,
    cast(cast(asked_at as timestamptz) at time zone 'UTC' as timestamp) as asked_at,
    unnest(case when len(documents) = 0 then [null] else documents end) as sha256
from (
    select
        asked_at,
        documents,
        replace(filename, '\', '/') as path
    from
        read_json(
            getvariable('files'),
            format = 'newline_delimited',
            columns = {asked_at: 'VARCHAR', documents: 'VARCHAR[]'},
            filename = true
        )
) as note;

-- name: rejected
insert into raw.attempt
select
    dataset,
    key,
    partition,
    cast(cast(retrieved_at as timestamptz) at time zone 'UTC' as timestamp) as attempted_at,
    'data' as kind,
    error as problem
from
    read_json(
        getvariable('files'),
        format = 'newline_delimited',
        columns = {
            dataset: 'VARCHAR', key: 'VARCHAR', partition: 'VARCHAR', retrieved_at: 'VARCHAR', error: 'VARCHAR'
        }
    );

-- name: outcomes
insert into raw.attempt
select
    dataset,
    cast(null as varchar) as key,
    cast(null as varchar) as partition,
    cast(cast(attempted_at as timestamptz) at time zone 'UTC' as timestamp) as attempted_at,
    kind,
    problem
from
    read_json(
        getvariable('files'),
        format = 'newline_delimited',
        columns = {
            dataset: 'VARCHAR', attempted_at: 'VARCHAR', is_success: 'BOOLEAN', kind: 'VARCHAR', problem: 'VARCHAR'
        }
    )
where not is_success;
