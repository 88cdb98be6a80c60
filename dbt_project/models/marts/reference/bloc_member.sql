select
    bloc,
    member_iso3,
    member_from,
    member_to,
    note
from {{ ref('bloc_members') }}
