-- A view: on disk it would hold every supplier twice.
{{ config(materialized='view') }}
select
    *,
    'value' as basis,
    value_usd as amount,
    value_usd as covered_usd,
    value_usd is null as is_blind,
    exporter_kind = 'economy' as is_known_origin,
    value_place as place
from {{ ref('int_import_partner') }}
union all
select
    *,
    'weight' as basis,
    weight_kg as amount,
    weighed_usd as covered_usd,
    blind_rows > 0 as is_blind,
    exporter_kind = 'economy' as is_known_origin,
    weight_place as place
from {{ ref('int_import_partner') }}
