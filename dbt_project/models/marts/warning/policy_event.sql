select
    event_id,
    date_announced,
    date_in_force,
    date_until,
    issuer_iso3,
    issuer,
    target_iso3,
    materials,
    hs_codes,
    instrument,
    direction,
    notice_number,
    relates_to,
    reference,
    summary,
    certainty
from {{ ref('policy_events') }}
