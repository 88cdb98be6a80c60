{#
    Totals that cannot be, for another total of the same codes or of codes that contain them: one row per total that is
    accused, basis and total that speaks against it.
#}
with pair as (
    select
        p.importer_iso3,
        p.period,
        p.frequency,
        p.source as part_source,
        p.evidence as part_evidence,
        p.code_set as part_set,
        p.value_usd as part_usd,
        p.weight_kg as part_kg,
        p.is_complete as is_part_complete,
        p.document_ids as part_documents,
        w.source as whole_source,
        w.evidence as whole_evidence,
        w.code_set as whole_set,
        w.value_usd as whole_usd,
        w.weight_kg as whole_kg,
        w.document_ids as whole_documents,
        w.is_completed,
        r.relation,
        -- what a source converted to two editions is no longer of one piece
        p.source = w.source
        and p.evidence = w.evidence
        and coalesce(p.hs_edition, '') = coalesce(w.hs_edition, '') as is_one_source
    from {{ ref('int_set_total') }} as p
    inner join {{ ref('int_code_set_relation') }} as r on p.code_set = r.part_set
    inner join {{ ref('int_witness') }} as w
        on
            r.whole_set = w.code_set
            and p.importer_iso3 = w.importer_iso3
            and p.period = w.period
            and p.frequency = w.frequency
    where
        (p.source <> w.source or p.evidence <> w.evidence or r.relation <> 'itself')
        and p.value_usd > w.value_usd + {{ var('contradiction_floor_usd') }}
),

judged as (
    select
        *,
        part_usd > {{ var('contradiction_factor') }} * whole_usd
        or (is_one_source and part_usd > {{ var('contradiction_factor_within') }} * whole_usd) as is_value_over,
        part_kg > {{ var('contradiction_factor') }} * whole_kg as is_weight_over,
        -- an aggregate gives way to the records it was made from, and to what was reconciled from them; of two records
        -- of the same rank neither is known to be right
        is_one_source
        or part_evidence = 'derived'
        or (part_evidence = 'reported' and whole_evidence = 'reported') as is_part_accused,
        is_one_source
        or (part_evidence = 'derived' and whole_evidence = 'derived')
        or (part_evidence = 'reported' and is_part_complete and whole_evidence in ('derived', 'reported'))
            as is_whole_accused
    from pair
),

accused as (
    select
        *,
        'part' as side
    from judged
    where is_value_over and is_part_accused
    union all
    select
        *,
        'whole' as side
    from judged
    where is_value_over and is_whole_accused
),

by_basis as (
    select
        *,
        'value' as basis,
        part_usd as part_amount,
        whole_usd as whole_amount
    from accused
    union all
    select
        *,
        'weight' as basis,
        part_kg as part_amount,
        whole_kg as whole_amount
    from accused
    where is_weight_over
)

select
    case when relation = 'part' then 'part larger than its whole' else 'two totals of the same goods' end as rule,
    case side when 'part' then part_source else whole_source end as source,
    case side when 'part' then part_evidence else whole_evidence end as evidence,
    importer_iso3,
    case side when 'part' then part_set else whole_set end as code_set,
    period,
    frequency,
    basis,
    cast(case side when 'part' then part_amount else whole_amount end as decimal(38, 6)) as figure,
    cast(case side when 'part' then whole_amount else part_amount end as decimal(38, 6)) as figure_against,
    case side when 'part' then whole_source else part_source end as source_against,
    case side when 'part' then whole_set else part_set end as code_set_against,
    period as period_against,
    cast(part_amount as double) / nullif(cast(whole_amount as double), 0) as factor,
    is_part_accused and is_whole_accused as is_mutual,
    case side when 'part' then part_documents else whole_documents end as document_ids,
    case side when 'part' then whole_documents else part_documents end as documents_against
from by_basis
