-- A view: what was decided is told also where the figures that are served have not changed since.
{{ config(materialized='view') }}
select
    split_part(dataset, '__', 1) as source,
    dataset,
    key,
    document_id,
    action,
    decided_by,
    decided_at,
    effective_at,
    rule,
    why
from {{ source('books', 'decision') }}
where effective_at <= {{ as_of() }}
