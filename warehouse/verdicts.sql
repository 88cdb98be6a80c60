-- The queries on the verdicts of the suites.

-- name: pending
select l.document_id
from raw.load as l
left join raw.validation as v on l.document_id = v.document_id
where
    l.dataset = getvariable('dataset')
    and (
        v.document_id is null
        or v.suite_sha <> getvariable('suite_sha')
        or (
            not v.is_passed
            and l.document_id in (
                select arg_max(s.document_id, (s.retrieved_at, s.sha256))
                from raw.sighting as s
                group by s.dataset, s.key
            )
        )
    )
order by l.document_id;

-- name: declared
select max(rules_declared) as rules
from raw.validation
where dataset = getvariable('dataset');

-- name: keys
select
    document_id,
    max(key) as key
from raw.sighting
where list_contains(cast(getvariable('documents') as varchar[]), document_id)
group by document_id;
