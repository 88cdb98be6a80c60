select
    source,
    edition,
    commodity,
    material,
    supply_risk,
    economic_importance,
    reason,
    document_id
from {{ ref('stg_eu_criticality__score') }}
