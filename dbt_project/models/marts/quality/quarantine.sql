select
    dataset,
    document_id,
    row_number,
    reason,
    cast(content as varchar) as content
from {{ source('books', 'quarantine') }}
