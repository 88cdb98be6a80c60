-- The queries of the overview of one raw table.

-- name: periods
select
    min(partition) as first_period,
    max(partition) as last_period
from raw.sighting
where dataset = getvariable('dataset');

-- name: hashes
select
    key,
    arg_max(sha256, retrieved_at) as sha256
from raw.sighting
where dataset = getvariable('dataset')
group by key
order by max(retrieved_at) desc, key
limit 20;
