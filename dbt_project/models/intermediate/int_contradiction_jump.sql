{#
    An importer whose imports of most materials change by about 2, 4 or 8 times from one year to the next in one source,
    beside what the other importers' did: rows that are counted several times, or no longer. One row per total that is
    accused, and basis. A single series proves nothing: such jumps are as frequent where nothing was counted twice.
#}
with importer as (
    select
        source,
        evidence,
        importer_iso3,
        period,
        count(*) as sets,
        {{ median('own_doublings') }} as middle,
        round({{ median('own_doublings') }}) as steps
    from {{ ref('int_total_move') }}
    group by source, evidence, importer_iso3, period
),

jumped as (
    select
        m.*,
        i.sets,
        i.steps,
        count(*) over (partition by m.source, m.evidence, m.importer_iso3, m.period) as sets_alike
    from {{ ref('int_total_move') }} as m
    inner join importer as i
        on
            m.source = i.source
            and m.evidence = i.evidence
            and m.importer_iso3 = i.importer_iso3
            and m.period = i.period
    where
        abs(i.steps) >= 1
        and abs(i.middle - i.steps) < {{ var('jump_tolerance') }}
        and abs(m.own_doublings - i.steps) < {{ var('jump_spread') }}
        and i.sets >= case when m.evidence = 'derived' then {{ var('jump_sets_derived') }} else {{ var('jump_sets') }} end
),

-- what an aggregate counts twice makes it too large; of a record it is not known which of the years is right
accused as (
    select
        *,
        'after' as side
    from jumped
    where steps > 0 or evidence <> 'derived'
    union all
    select
        *,
        'before' as side
    from jumped
    where steps < 0 or evidence <> 'derived'
),

by_basis as (
    select
        *,
        'value' as basis,
        value_usd as amount_after,
        value_usd_before as amount_before
    from accused
    union all
    select
        *,
        'weight' as basis,
        weight_kg as amount_after,
        weight_kg_before as amount_before
    from accused
)

select
    'whole importer jumps' as rule,
    source,
    evidence,
    importer_iso3,
    code_set,
    case side when 'after' then period else period_before end as period,
    frequency,
    basis,
    cast(case side when 'after' then amount_after else amount_before end as decimal(38, 6)) as figure,
    cast(case side when 'after' then amount_before else amount_after end as decimal(38, 6)) as figure_against,
    source as source_against,
    code_set as code_set_against,
    case side when 'after' then period_before else period end as period_against,
    cast(power(2, abs(steps)) as double) as factor,
    evidence <> 'derived' as is_mutual,
    case side when 'after' then document_ids else document_ids_before end as document_ids,
    case side when 'after' then document_ids_before else document_ids end as documents_against
from by_basis
where sets_alike >= {{ var('jump_share') }} * sets
