with apart as (
    select
        p.*,
        g.gap_supplier_iso3,
        g.gap_amount,
        g.other_gap_amount,
        1000 * cast(g.largest_amount_in_other as double) / nullif(cast(p.other_total as double), 0) as share_in_other
    from {{ ref('int_reading_pair') }} as p
    left join {{ ref('int_supplier_gap') }} as g
        on
            p.importer_iso3 = g.importer_iso3
            and p.period = g.period
            and p.frequency = g.frequency
            and p.basis = g.basis
            and p.source = g.source
            and p.evidence = g.evidence
            and p.code_set = g.code_set
            and p.other_source = g.other_source
            and p.other_evidence = g.other_evidence
            and p.other_code_set = g.other_code_set
    where p.is_apart
),

explained as (
    select
        *,
        case when is_total_apart then 'total, ' else '' end
        || case when is_unit_value_apart then 'unit value, ' else '' end
        || case when is_supplier_another then 'largest supplier, ' else '' end
        || case when is_share_apart then 'its share, ' else '' end as apart_in,
        {{ disagreement_reasons() }} as because
    from apart
),

catalogue as (
    select distinct
        material,
        code_set
    from {{ ref('material_codes') }}
)

select
    e.importer_iso3,
    s.material,
    e.period,
    e.frequency,
    e.basis,
    e.source,
    e.evidence,
    e.code_set,
    e.value_usd,
    e.weight_kg,
    e.usd_per_kg,
    e.largest_supplier_iso3,
    e.largest_share,
    e.contradiction,
    e.other_source,
    e.other_evidence,
    e.other_code_set,
    e.other_value_usd,
    e.other_weight_kg,
    e.other_usd_per_kg,
    e.other_largest_supplier_iso3,
    e.other_largest_share,
    e.other_contradiction,
    e.share_in_other,
    e.total_factor,
    e.unit_value_factor,
    substr(e.apart_in, 1, length(e.apart_in) - 2) as apart_in,
    nullif(substr(e.because, 1, greatest(length(e.because) - 2, 0)), '') as why
from explained as e
inner join catalogue as c on e.other_code_set = c.code_set
inner join {{ ref('int_import_set') }} as s
    on
        e.source = s.source
        and e.evidence = s.evidence
        and e.importer_iso3 = s.importer_iso3
        and e.code_set = s.code_set
        and e.period = s.period
        and e.frequency = s.frequency
        and e.basis = s.basis
        and c.material = s.material
