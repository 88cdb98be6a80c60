with flow as (
    select
        source,
        evidence,
        importer_iso3,
        material,
        stage,
        code_set,
        period,
        frequency,
        exporter_iso3,
        exporter_kind,
        sum(value_usd) as value_usd,
        case when count(weight_kg) = count(*) then sum(weight_kg) end as weight_kg,
        max(is_weight_estimated) as is_weight_estimated,
        {{ distinct_list('valuation', '+') }} as valuation,
        {{ distinct_list('hs_edition', '+') }} as hs_edition,
        {{ distinct_list('rolled_up_from', '+') }} as rolled_up_from,
        {{ distinct_list('document_id') }} as document_ids
    from {{ ref('int_material_flow') }}
    group by
        source, evidence, importer_iso3, material, stage, code_set, period, frequency, exporter_iso3, exporter_kind
),

by_basis as (
    select
        *,
        'value' as basis,
        value_usd as amount
    from flow
    union all
    select
        *,
        'weight' as basis,
        weight_kg as amount
    from flow
),

named as (
    select
        *,
        exporter_kind = 'economy' as is_known_origin
    from by_basis
    where exporter_kind <> 'world'
),

-- what the publisher's own total holds beyond the partners listed: confidential, suppressed or not in the selection;
-- less than one dollar or kilogram is the rounding of its figures
residual as (
    select
        w.source,
        w.evidence,
        w.importer_iso3,
        w.material,
        w.stage,
        w.code_set,
        w.period,
        w.frequency,
        'RESIDUAL' as exporter_iso3,
        'residual' as exporter_kind,
        any_value(w.value_usd) - coalesce(sum(n.value_usd), 0) as value_usd,
        any_value(w.weight_kg) - coalesce(sum(n.weight_kg), 0) as weight_kg,
        cast(null as boolean) as is_weight_estimated,
        any_value(w.valuation) as valuation,
        any_value(w.hs_edition) as hs_edition,
        any_value(w.rolled_up_from) as rolled_up_from,
        any_value(w.document_ids) as document_ids,
        w.basis,
        any_value(w.amount) - coalesce(sum(n.amount), 0) as amount,
        false as is_known_origin
    from by_basis as w
    left join named as n
        on
            w.source = n.source
            and w.evidence = n.evidence
            and w.importer_iso3 = n.importer_iso3
            and w.material = n.material
            and w.code_set = n.code_set
            and w.period = n.period
            and w.frequency = n.frequency
            and w.basis = n.basis
    where w.exporter_kind = 'world'
    group by
        w.source, w.evidence, w.importer_iso3, w.material, w.stage, w.code_set, w.period, w.frequency, w.basis
    having any_value(w.amount) - coalesce(sum(n.amount), 0) >= 1
)

select * from named
union all by name
select * from residual
