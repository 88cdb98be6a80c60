-- The queries on what was decided about documents.

-- name: clear
delete from raw.decision;

-- name: note
insert into raw.decision by name
select
    document_id,
    dataset,
    key,
    action,
    decided_by,
    cast(cast(decided_at as timestamptz) at time zone 'UTC' as timestamp) as decided_at,
    cast(cast(effective_at as timestamptz) at time zone 'UTC' as timestamp) as effective_at,
    rule,
    why,
    beside,
    code
from
    read_json(
        getvariable('files'),
        format = 'newline_delimited',
        columns = {
            document_id: 'VARCHAR',
            dataset: 'VARCHAR',
            key: 'VARCHAR',
            action: 'VARCHAR',
            decided_by: 'VARCHAR',
            decided_at: 'VARCHAR',
            effective_at: 'VARCHAR',
            rule: 'VARCHAR',
            why: 'VARCHAR',
            beside: 'VARCHAR[]',
            code: 'VARCHAR'
        }
    );
