select
    threshold,
    indicator,
    value,
    direction,
    flow,
    importer_kind,
    bloc,
    basis,
    frequency,
    authority,
    document,
    note
from {{ ref('thresholds') }}
