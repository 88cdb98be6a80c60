select count(*) as events
from {{ ref('policy_events') }}
having count(*) < 30
