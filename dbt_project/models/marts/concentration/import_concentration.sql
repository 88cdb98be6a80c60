{% set import_set = 'source, evidence, importer_iso3, material, stage, code_set, period, frequency, basis' %}
with supplier as (
    select
        *,
        case when is_known_origin then amount end as known,
        case
            when is_known_origin and amount > 0
                then row_number() over (
                    partition by {{ import_set }}, is_known_origin
                    order by amount desc nulls last, exporter_iso3 asc
                )
        end as place
    from {{ ref('int_import_supplier') }}
),

summed as (
    select
        {{ import_set }},
        sum(value_usd) as value_usd,
        case when count(weight_kg) = count(*) then sum(weight_kg) end as weight_kg,
        sum(case when amount is not null then value_usd end) as covered_usd,
        sum(case when is_weight_estimated then weight_kg end) as estimated_kg,
        sum(weight_kg) as known_kg,
        count(case when known > 0 then 1 end) as supplier_count,
        max(case when place = 1 then exporter_iso3 end) as largest_supplier_iso3,
        {{ sum_of_squares('known') }} as squares,
        {{ sum_exact('amount') }} as total,
        coalesce({{ sum_exact('case when not is_known_origin then amount end') }}, 0) as unknown,
        {{ sum_exact('case when place = 1 then known end') }} as first_amount,
        {{ sum_exact('case when place <= 3 then known end') }} as first_three_amount,
        {{ distinct_list('valuation', '+') }} as valuation,
        {{ distinct_list('hs_edition', '+') }} as hs_edition,
        max(document_ids) as document_ids
    from supplier
    group by {{ import_set }}
),

judged as (
    select
        *,
        case
            when basis = 'weight' and coalesce(covered_usd, 0) < 0.95 * value_usd
                then 'weight unknown for suppliers of more than 5 % of the value'
            when coalesce(total, 0) = 0 then 'no imports reported'
            when supplier_count = 0 then 'no supplier known'
        end as reason
    from summed
),

bounded as (
    select
        *,
        case when reason is null then squares / nullif(total * total, 0) end as hhi_low,
        case
            when reason is null
                then (squares + 2 * first_amount * unknown + unknown * unknown) / nullif(total * total, 0)
        end as hhi_high
    from judged
)

select
    source,
    evidence,
    importer_iso3,
    material,
    stage,
    code_set,
    hs_edition,
    period,
    frequency,
    basis,
    valuation,
    value_usd,
    weight_kg,
    case when hhi_high - hhi_low < 0.00005 then hhi_low end as hhi,
    hhi_low,
    hhi_high,
    case when reason is null then first_amount / nullif(total, 0) end as cr1,
    case when reason is null then first_three_amount / nullif(total, 0) end as cr3,
    case when reason is null then unknown / nullif(total, 0) end as unknown_share,
    largest_supplier_iso3,
    cast(supplier_count as integer) as supplier_count,
    case when reason is null then 1 / nullif(hhi_high, 0) end as effective_suppliers_low,
    case when reason is null then 1 / nullif(hhi_low, 0) end as effective_suppliers_high,
    cast(estimated_kg as double) / nullif(cast(known_kg as double), 0) as estimated_weight_share,
    reason,
    document_ids
from bounded
