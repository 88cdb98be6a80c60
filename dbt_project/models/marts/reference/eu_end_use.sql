select
    source,
    edition,
    commodity,
    material,
    application,
    nace_division,
    nace_name,
    cast(share as double) as share,
    cast(share_low as double) as share_low,
    cast(share_high as double) as share_high,
    cast(sector_value_added_eur as decimal(20, 0)) as sector_value_added_eur,
    flag,
    document_id
from {{ ref('stg_eu_criticality__use') }}
