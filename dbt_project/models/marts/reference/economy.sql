select
    iso3,
    iso2,
    name,
    comtrade_code,
    is_current,
    is_eu27,
    is_g7,
    is_oecd
from {{ ref('economies') }}
