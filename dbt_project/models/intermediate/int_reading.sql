{#
    What one source says about the imports of the same goods: total, largest supplier, and what its figure rests on. One
    row per reading and basis, once whatever materials the code set stands for and by whatever codes the source names the
    goods, of readings that have a figure, of importers and periods that more than one source has.
#}
with several as (
    select
        importer_iso3,
        period,
        frequency
    from {{ ref('int_set_total') }}
    group by importer_iso3, period, frequency
    having min(source) <> max(source)
),

-- 2846 and 284610+284690 are the same goods
goods as (
    select
        part_set as code_set,
        min(whole_set) as goods
    from {{ ref('int_code_set_relation') }}
    where relation <> 'part'
    group by part_set
),

summed as (
    select
        s.source,
        s.evidence,
        s.importer_iso3,
        s.code_set,
        s.period,
        s.frequency,
        s.basis,
        row_number() over (
            partition by s.source, s.evidence, s.importer_iso3, s.period, s.frequency, s.basis, max(g.goods)
            order by s.code_set asc
        ) as place,
        min(s.material) as first_material,
        max(s.total) as total,
        max(s.largest_supplier_iso3) as largest_supplier_iso3,
        cast(max(s.total) as double) as total_double,
        cast(max(s.first_amount) as double) as first_amount,
        cast(max(s.unknown) as double) as unknown,
        cast(max(s.returned) as double) as returned,
        cast(max(s.estimated_kg) as double) / nullif(cast(max(s.known_kg) as double), 0) as estimated_weight_share,
        max(s.valuation) as valuation
    from {{ ref('int_import_set') }} as s
    inner join several as v
        on
            s.importer_iso3 = v.importer_iso3
            and s.period = v.period
            and s.frequency = v.frequency
    inner join goods as g on s.code_set = g.code_set
    where s.reason is null
    group by
        s.source, s.evidence, s.importer_iso3, s.code_set, s.period, s.frequency, s.basis
)

select
    s.source,
    s.evidence,
    s.importer_iso3,
    s.code_set,
    s.period,
    s.frequency,
    s.basis,
    case s.evidence when 'reported' then 1 when 'derived' then 2 else 3 end as turn,
    s.first_material,
    s.total,
    t.value_usd,
    t.weight_kg,
    cast(t.value_usd as double) / nullif(cast(t.weight_kg as double), 0) as usd_per_kg,
    s.largest_supplier_iso3,
    s.first_amount / nullif(s.total_double, 0) as largest_share,
    s.unknown / nullif(s.total_double, 0) as unknown_share,
    s.returned / nullif(s.total_double, 0) as returned_ratio,
    s.estimated_weight_share,
    s.valuation,
    c.contradiction
from summed as s
inner join {{ ref('int_set_total') }} as t
    on
        s.source = t.source
        and s.evidence = t.evidence
        and s.importer_iso3 = t.importer_iso3
        and s.code_set = t.code_set
        and s.period = t.period
        and s.frequency = t.frequency
left join {{ ref('int_contradicted') }} as c
    on
        s.source = c.source
        and s.evidence = c.evidence
        and s.importer_iso3 = c.importer_iso3
        and s.code_set = c.code_set
        and s.period = c.period
        and s.frequency = c.frequency
        and s.basis = c.basis
where s.place = 1
