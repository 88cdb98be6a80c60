select
    e.event_id,
    m.material,
    e.date_announced,
    e.date_in_force,
    e.date_until,
    e.issuer_iso3,
    e.target_iso3,
    e.instrument,
    e.direction,
    e.certainty
from {{ ref('policy_events') }} as e
inner join {{ ref('materials') }} as m
    on position(concat(';', m.material, ';') in concat(';', e.materials, ';')) > 0
