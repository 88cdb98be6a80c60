-- Every event that another one relates to exists and was announced no later.
select
    e.event_id,
    e.relates_to
from {{ ref('policy_events') }} as e
left join {{ ref('policy_events') }} as r
    on
        position(concat(';', r.event_id, ';') in concat(';', e.relates_to, ';')) > 0
        and e.date_announced >= r.date_announced
where e.relates_to is not null
group by e.event_id, e.relates_to
having count(r.event_id) <> length(e.relates_to) - length(replace(e.relates_to, ';', '')) + 1
