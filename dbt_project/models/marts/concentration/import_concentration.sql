with judged as (
    select
        i.*,
        p.contradiction,
        p.contradicted_part,
        coalesce(p.is_preferred, false) as is_preferred,
        p.preference,
        p.preference_reason,
        coalesce(i.published_reason, case when i.supplier_count = 0 then 'no supplier known' end) as published_gap,
        coalesce(i.reason, case when i.supplier_count = 0 then 'no supplier known' end) as gap
    from {{ ref('int_import_set') }} as i
    left join {{ ref('int_preference') }} as p
        on
            i.source = p.source
            and i.evidence = p.evidence
            and i.importer_iso3 = p.importer_iso3
            and i.material = p.material
            and i.code_set = p.code_set
            and i.period = p.period
            and i.frequency = p.frequency
            and i.basis = p.basis
),

measured as (
    select
        *,
        case when published_gap is null then {{ hhi_low('squares', 'total') }} end as published_hhi_low,
        case
            when published_gap is null then {{ hhi_high('squares', 'first_amount', 'unknown', 'total') }}
        end as published_hhi_high,
        case when published_gap is null then {{ ratio('first_amount', 'total') }} end as published_cr1
    from judged
),

-- what is withheld may be of many small suppliers, or of the largest; if nobody says how much, it may be all there is
bounded as (
    select
        *,
        case
            when not has_withheld then published_hhi_low
            when withheld_at_most is null or published_gap is not null then 0
            else {{ hhi_low('squares', '(total + withheld_at_most)') }}
        end as hhi_low,
        case
            when not has_withheld then published_hhi_high
            when withheld_at_most is null or published_gap is not null then 1
            else {{ hhi_high('squares', 'first_amount', '(unknown + withheld_at_most)', '(total + withheld_at_most)') }}
        end as hhi_high
    from measured
)

select
    source,
    evidence,
    importer_iso3,
    material,
    stage,
    code_set,
    fit,
    shared_with,
    hs_edition,
    period,
    frequency,
    basis,
    valuation,
    value_usd,
    weight_kg,
    case when gap is null and hhi_high - hhi_low < 0.00005 then hhi_low end as hhi,
    hhi_low,
    hhi_high,
    case when gap is null then published_cr1 end as cr1,
    case when gap is null then {{ ratio('first_three_amount', 'total') }} end as cr3,
    case when gap is null then {{ ratio('unknown', 'total') }} end as unknown_share,
    {{ ratio('returned', '(total + returned)') }} as returned_share,
    largest_supplier_iso3,
    cast(supplier_count as integer) as supplier_count,
    1 / nullif(hhi_high, 0) as effective_suppliers_low,
    1 / nullif(hhi_low, 0) as effective_suppliers_high,
    cast(estimated_kg as double) / nullif(cast(known_kg as double), 0) as estimated_weight_share,
    cast(covered_usd as double) / nullif(cast(all_usd as double), 0) as covered_share,
    has_withheld,
    case when has_withheld then published_hhi_low end as published_hhi_low,
    case when has_withheld then published_hhi_high end as published_hhi_high,
    case when has_withheld then published_cr1 end as published_cr1,
    gap as reason,
    series_break,
    contradiction,
    contradicted_part,
    is_preferred,
    preference,
    preference_reason,
    document_ids
from bounded
