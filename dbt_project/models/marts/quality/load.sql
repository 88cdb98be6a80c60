with excluded as (
    select
        document_id,
        {{ distinct_list('rule', '; ') }} as exclusion_rules
    from {{ source('books', 'exclusion') }}
    group by document_id
),

sighted as (
    select
        document_id,
        max(key) as key,
        max(source_name) as source,
        min(retrieved_at) as retrieved_at
    from (
        select
            document_id,
            key,
            split_part(dataset, '__', 1) as source_name,
            retrieved_at
        from {{ source('books', 'sighting') }}
        where retrieved_at <= {{ as_of() }}
    ) as s
    group by document_id
)

select
    s.source,
    l.dataset,
    s.key,
    l.document_id,
    s.retrieved_at,
    l.rows_read,
    l.rows_accepted,
    l.rows_quarantined,
    l.rows_excluded,
    e.exclusion_rules,
    coalesce(v.is_passed, false) as is_passed,
    coalesce(v.rules_declared, 0) as rules_declared,
    coalesce(v.rules_run, 0) as rules_run
from {{ source('books', 'load') }} as l
inner join sighted as s on l.document_id = s.document_id
left join excluded as e on l.document_id = e.document_id
left join {{ source('books', 'validation') }} as v on l.document_id = v.document_id
