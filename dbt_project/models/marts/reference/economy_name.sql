select
    iso3,
    name
from {{ ref('economy_names') }}
