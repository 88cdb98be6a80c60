-- Every material that an event names is a key of the seed: as many are found as are named.
select
    e.event_id,
    e.materials
from {{ ref('policy_events') }} as e
left join {{ ref('policy_event_material') }} as m on e.event_id = m.event_id
where e.materials is not null
group by e.event_id, e.materials
having count(m.material) <> length(e.materials) - length(replace(e.materials, ';', '')) + 1
