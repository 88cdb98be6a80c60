-- The queries of the overview of one raw table.

-- name: accounts
select
    count(*) as documents,
    coalesce(sum(rows_read), 0) as rows_read,
    coalesce(sum(rows_accepted), 0) as rows_accepted,
    coalesce(sum(rows_quarantined), 0) as rows_quarantined,
    coalesce(sum(rows_excluded), 0) as rows_excluded
from raw.load
where dataset = getvariable('dataset');

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
