{#
    Of two readings that are apart: the supplier that they differ most about, and what the second has of the first one's
    largest supplier. One row per pair and basis.
#}
with pair as (
    select
        *,
        row_number() over (
            order by importer_iso3, period, frequency, basis, source, evidence, code_set, other_source, other_evidence
        ) as pair_number
    from {{ ref('int_reading_pair') }}
    where is_apart
),

side as (
    select
        pair_number,
        largest_supplier_iso3,
        1 as is_first,
        source,
        evidence,
        importer_iso3,
        first_material as material,
        code_set,
        period,
        frequency,
        basis
    from pair
    union all
    select
        pair_number,
        largest_supplier_iso3,
        0 as is_first,
        other_source as source,
        other_evidence as evidence,
        importer_iso3,
        other_first_material as material,
        other_code_set as code_set,
        period,
        frequency,
        basis
    from pair
),

gap as (
    select
        d.pair_number,
        s.exporter_iso3,
        max(case when s.exporter_iso3 = d.largest_supplier_iso3 then 1 else 0 end) as is_largest,
        sum(case when d.is_first = 1 then s.amount else 0 end) as amount,
        sum(case when d.is_first = 0 then s.amount else 0 end) as other_amount
    from {{ ref('int_import_supplier') }} as s
    inner join side as d
        on
            s.source = d.source
            and s.evidence = d.evidence
            and s.importer_iso3 = d.importer_iso3
            and s.material = d.material
            and s.code_set = d.code_set
            and s.period = d.period
            and s.frequency = d.frequency
            and s.basis = d.basis
    where s.exporter_kind = 'economy' and s.amount > 0
    group by d.pair_number, s.exporter_iso3
),

ranked as (
    select
        *,
        row_number() over (
            partition by pair_number order by abs(amount - other_amount) desc, exporter_iso3 asc
        ) as place
    from gap
),

found as (
    select
        pair_number,
        max(case when place = 1 then exporter_iso3 end) as gap_supplier_iso3,
        max(case when place = 1 then amount end) as gap_amount,
        max(case when place = 1 then other_amount end) as other_gap_amount,
        max(case when is_largest = 1 then other_amount end) as largest_amount_in_other
    from ranked
    group by pair_number
)

select
    p.importer_iso3,
    p.period,
    p.frequency,
    p.basis,
    p.source,
    p.evidence,
    p.code_set,
    p.other_source,
    p.other_evidence,
    p.other_code_set,
    f.gap_supplier_iso3,
    f.gap_amount,
    f.other_gap_amount,
    f.largest_amount_in_other
from pair as p
inner join found as f on p.pair_number = f.pair_number
