with sighted as (
    select
        document_id,
        dataset,
        min(key) as key
    from {{ source('books', 'sighting') }}
    where retrieved_at <= {{ as_of() }}
    group by document_id, dataset
),

told as (
    select
        v.document_id,
        c.compared_with,
        {{ json_text('found', 'rule') }} as rule,
        {{ json_text('found', 'is_passed') }} = 'true' as is_passed,
        {{ json_text('found', 'is_warning') }} = 'true' as is_warning,
        cast({{ json_text('found', 'unexpected_rows') }} as bigint) as unexpected_rows,
        nullif({{ json_list_text('found', 'examples', '; ') }}, '') as examples
    from {{ source('books', 'validation') }} as v
    left join {{ source('books', 'comparison') }} as c on v.document_id = c.document_id
    {{ explode_json_objects('v.findings', 'found') }}
),

-- a suite may state the same rule twice
broken as (
    select
        document_id,
        rule,
        max(compared_with) as compared_with,
        max(case when is_warning then 0 else 1 end) = 1 as is_rejecting,
        max(unexpected_rows) as unexpected_rows,
        min(examples) as examples
    from told
    where not is_passed
    group by document_id, rule
),

finding as (
    select
        s.dataset,
        s.key,
        b.document_id,
        b.compared_with,
        case when b.is_rejecting then 'error' else 'warning' end as severity,
        b.rule,
        nullif(b.unexpected_rows, 0) as unexpected_rows,
        b.examples
    from broken as b
    inner join sighted as s on b.document_id = s.document_id
    union all
    select
        s.dataset,
        s.key,
        s.document_id,
        cast(null as varchar) as compared_with,
        'error' as severity,
        'the document can be read as its contract says' as rule,
        cast(null as bigint) as unexpected_rows,
        cast(null as varchar) as examples
    from sighted as s
    where s.document_id not in (select l.document_id from {{ source('books', 'load') }} as l)
)

select
    split_part(dataset, '__', 1) as source,
    dataset,
    key,
    document_id,
    compared_with,
    severity,
    rule,
    unexpected_rows,
    examples
from finding
