with gathered as (
    {{ contributions('io_flow') }}
)

select
    source,
    edition,
    economy_iso3,
    period,
    classification,
    from_code,
    from_name,
    from_kind,
    to_code,
    to_name,
    to_kind,
    'total' as flow_basis,
    currency,
    value_local,
    value_usd,
    case when value_usd is null then 'published in ' || currency end as value_usd_missing_reason,
    document_id
from gathered
