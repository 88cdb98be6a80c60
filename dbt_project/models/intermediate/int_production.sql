with gathered as (
    {{ contributions('production') }}
)

select
    source,
    edition,
    commodity,
    material,
    stage,
    statistic,
    coalesce(statistic_detail, statistic) as statistic_detail,
    producer_iso3,
    producer_name,
    producer_kind,
    period,
    frequency,
    quantity_t,
    quantity_lower_t,
    quantity_upper_t,
    quantity,
    quantity_lower,
    quantity_upper,
    unit,
    flag,
    is_estimated,
    note,
    printed_before,
    corrected_at,
    correction,
    document_id
from gathered
