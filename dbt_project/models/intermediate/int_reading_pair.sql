{#
    Two sources' readings of the same question: of the same codes, of the same goods under other codes, or, where the
    second source has neither, of a wider code set of the same material that is mostly the first. One row per pair and
    basis; of two readings of the same goods the importer's own record comes first, what is reconciled from both sides
    last.
#}
with paired as (
    select
        a.importer_iso3,
        a.period,
        a.frequency,
        a.basis,
        r.relation,
        a.source,
        a.evidence,
        a.code_set,
        a.first_material,
        a.total,
        a.value_usd,
        a.weight_kg,
        a.usd_per_kg,
        a.largest_supplier_iso3,
        a.largest_share,
        a.unknown_share,
        a.returned_ratio,
        a.estimated_weight_share,
        a.valuation,
        a.contradiction,
        b.source as other_source,
        b.evidence as other_evidence,
        b.code_set as other_code_set,
        b.first_material as other_first_material,
        b.total as other_total,
        b.value_usd as other_value_usd,
        b.weight_kg as other_weight_kg,
        b.usd_per_kg as other_usd_per_kg,
        b.largest_supplier_iso3 as other_largest_supplier_iso3,
        b.largest_share as other_largest_share,
        b.unknown_share as other_unknown_share,
        b.returned_ratio as other_returned_ratio,
        b.estimated_weight_share as other_estimated_weight_share,
        b.valuation as other_valuation,
        b.contradiction as other_contradiction,
        row_number() over (
            partition by
                a.source, a.evidence, a.importer_iso3, a.code_set, a.period, a.frequency, a.basis, b.source, b.evidence
            order by
                case r.relation when 'itself' then 1 when 'same goods' then 2 else 3 end asc,
                b.total asc,
                b.code_set asc
        ) as place
    from {{ ref('int_reading') }} as a
    inner join {{ ref('int_code_set_relation') }} as r on a.code_set = r.part_set
    inner join {{ ref('int_reading') }} as b
        on
            r.whole_set = b.code_set
            and a.importer_iso3 = b.importer_iso3
            and a.period = b.period
            and a.frequency = b.frequency
            and a.basis = b.basis
    where
        a.source <> b.source
        and (r.relation = 'part' or a.turn < b.turn or (a.turn = b.turn and a.source < b.source))
        and (r.relation <> 'part' or (r.is_of_one_material and 2 * a.total >= b.total))
),

measured as (
    select
        *,
        cast(total as double) / nullif(cast(other_total as double), 0) as total_factor,
        usd_per_kg / nullif(other_usd_per_kg, 0) as unit_value_factor,
        largest_share - other_largest_share as share_difference,
        coalesce(largest_supplier_iso3 = other_largest_supplier_iso3, false) as is_same_supplier
    from paired
    where place = 1
),

judged as (
    select
        *,
        case
            when relation = 'part' then total_factor > {{ var('disagreement_factor') }}
            else
                total_factor > {{ var('disagreement_factor') }}
                or {{ var('disagreement_factor') }} * total_factor < 1
        end as is_total_apart,
        basis = 'weight'
        and relation <> 'part'
        and (
            unit_value_factor > {{ var('disagreement_unit_value_factor') }}
            or {{ var('disagreement_unit_value_factor') }} * unit_value_factor < 1
        ) as is_unit_value_apart,
        largest_supplier_iso3 is not null
        and other_largest_supplier_iso3 is not null
        and not is_same_supplier as is_supplier_another,
        is_same_supplier and abs(share_difference) > {{ var('disagreement_share') }} as is_share_apart
    from measured
)

select
    *,
    coalesce(is_total_apart or is_unit_value_apart or is_supplier_another or is_share_apart, false)
    and greatest(value_usd, other_value_usd) >= {{ var('disagreement_floor_usd') }} as is_apart
from judged
