-- Whether anything is left to do about the documents of a dataset.

-- name: states
-- What the load and the suite of each dataset depend on and left behind, as one text.
with line as (
    select dataset, 'seen ' || document_id || ' ' || retrieved_at as state from raw.sighting
    union all
    select dataset, 'loaded ' || document_id || ' ' || sql_sha as state from raw.load
    union all
    select dataset, 'judged ' || document_id || ' ' || suite_sha || ' ' || is_passed as state from raw.validation
    union all
    select dataset, 'decided ' || document_id || ' ' || action || ' ' || decided_at as state from raw.decision
    union all
    select dataset, 'unreadable ' || document_id as state from raw.unreadable
)

select
    dataset,
    md5(string_agg(state, ',' order by state)) as state
from line
group by dataset;

-- name: settled
select
    dataset,
    state
from raw.settled;

-- name: settle
insert or replace into raw.settled values (?, ?);
