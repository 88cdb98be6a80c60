{% set import_set = 'source, evidence, importer_iso3, material, code_set, period, frequency, basis' %}
with supplier as (
    select
        *,
        sum(amount) over (partition by {{ import_set }}) as total,
        sum(case when not is_known_origin then amount end) over (partition by {{ import_set }}) as unknown,
        sum(case when amount is not null then value_usd end) over (partition by {{ import_set }}) as covered_usd,
        sum(value_usd) over (partition by {{ import_set }}) as all_usd
    from {{ ref('int_import_supplier') }}
),

judged as (
    select
        *,
        case
            when basis = 'weight' and coalesce(covered_usd, 0) < 0.95 * all_usd
                then 'weight unknown for suppliers of more than 5 % of the value'
            when coalesce(total, 0) = 0 then 'no imports reported'
            when amount is null then basis || ' unknown for this supplier'
        end as reason
    from supplier
)

select
    source,
    evidence,
    importer_iso3,
    exporter_iso3,
    exporter_kind,
    material,
    stage,
    code_set,
    hs_edition,
    rolled_up_from,
    period,
    frequency,
    basis,
    valuation,
    value_usd,
    weight_kg,
    is_weight_estimated,
    case when reason is null then cast(amount as double) / nullif(cast(total as double), 0) end as share,
    case
        when reason is null and is_known_origin
            then cast(amount + coalesce(unknown, 0) as double) / nullif(cast(total as double), 0)
        when reason is null
            then cast(amount as double) / nullif(cast(total as double), 0)
    end as share_high,
    case
        when reason is null and is_known_origin
            then
                cast(row_number() over (
                    partition by {{ import_set }}, is_known_origin
                    order by amount desc nulls last, exporter_iso3 asc
                ) as integer)
    end as place,
    reason,
    document_ids
from judged
