{% set import_set = 'source, evidence, importer_iso3, material, stage, code_set, period, frequency' %}
with summed as (
    select
        {{ import_set }},
        basis,
        case when count(value_usd) = count(*) then sum(value_usd) end as value_usd,
        case when count(weight_kg) = count(*) and max(is_weight_partial) is not true then sum(weight_kg) end as weight_kg,
        sum(case when exporter_kind <> 'returned' then value_usd end) as all_usd,
        sum(case when exporter_kind <> 'returned' then covered_usd end) as covered_usd,
        count(case when exporter_kind <> 'returned' and is_blind then 1 end) as blind_suppliers,
        sum(case when is_weight_estimated then weight_kg end) as estimated_kg,
        sum(weight_kg) as known_kg,
        count(case when place is not null then 1 end) as supplier_count,
        max(case when place = 1 then exporter_iso3 end) as largest_supplier_iso3,
        {{ whole_sum("case when exporter_kind <> 'returned' then amount end") }} as total,
        coalesce({{ whole_sum("case when exporter_kind not in ('economy', 'returned') then amount end") }}, 0) as unknown,
        coalesce({{ whole_sum("case when exporter_kind = 'returned' then amount end") }}, 0) as returned,
        {{ whole_squares('case when is_known_origin then amount end') }} as squares,
        {{ whole_sum('case when place = 1 then amount end') }} as first_amount,
        {{ whole_sum('case when place <= 3 then amount end') }} as first_three_amount
    from {{ ref('int_import_supplier') }}
    group by {{ import_set }}, basis
),

joined as (
    select
        s.*,
        o.valuation,
        o.hs_edition,
        o.rolled_up_from,
        o.document_ids,
        o.fit,
        o.shared_with,
        o.series_break,
        o.has_withheld,
        o.is_cut_off,
        {{ whole("case s.basis when 'value' then o.withheld_usd else o.withheld_kg end") }} as withheld_at_most,
        {{ whole("case s.basis when 'value' then o.excess_usd else o.excess_kg end") }} as excess
    from summed as s
    inner join {{ ref('int_import_origin') }} as o
        on
            s.source = o.source
            and s.evidence = o.evidence
            and s.importer_iso3 = o.importer_iso3
            and s.material = o.material
            and s.code_set = o.code_set
            and s.period = o.period
            and s.frequency = o.frequency
),

judged as (
    select
        *,
        -- less than one dollar or kilogram, or a thousandth of the set, is rounding
        has_withheld
        and coalesce(withheld_at_most * 1000 >= least(1000000, coalesce(total, 0)), true) as is_open,
        case
            when blind_suppliers > 0 and basis = 'value' then 'value in US dollars unknown for a supplier'
            when blind_suppliers > 0 then 'weight and value in US dollars unknown for a supplier'
            when basis = 'weight' and coalesce(covered_usd, 0) < {{ var('weight_coverage') }} * all_usd
                then 'weight unknown for more than {{ '%g' | format(100 - 100 * var('weight_coverage')) }} % of the value'
            when excess > {{ var('excess_tolerance') }} * total
                then 'partners add up to more than the publisher''s total'
            when coalesce(total, 0) = 0 and returned > 0 then 'no imports but goods of its own, returned'
            when coalesce(total, 0) = 0 then 'no imports reported'
        end as published_reason
    from joined
)

select
    {{ import_set }},
    basis,
    fit,
    shared_with,
    valuation,
    hs_edition,
    rolled_up_from,
    value_usd,
    weight_kg,
    covered_usd,
    all_usd,
    estimated_kg,
    known_kg,
    supplier_count,
    largest_supplier_iso3,
    total,
    unknown,
    returned,
    squares,
    first_amount,
    first_three_amount,
    excess,
    is_open as has_withheld,
    withheld_at_most,
    published_reason,
    case
        when is_cut_off then 'the source leaves flows out, and how much is not known'
        when is_open and withheld_at_most is null then 'some imports are withheld, and how much is not known'
        when is_open and withheld_at_most > {{ var('withheld_tolerance') }} * coalesce(total, 0)
            then 'more than {{ '%g' | format(100 * var('withheld_tolerance')) }} % may be withheld under a joint code'
        else published_reason
    end as reason,
    series_break,
    document_ids
from judged
