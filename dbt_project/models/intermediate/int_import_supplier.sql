-- A view: on disk it would hold every supplier twice.
{{ config(materialized='view') }}
{% for basis, amount, covered, is_blind in (
    ('value', 'value_usd', 'value_usd', 'value_usd is null'),
    ('weight', 'weight_kg', 'weighed_usd', 'blind_rows > 0'),
) %}
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
    value_usd,
    weight_kg,
    is_weight_partial,
    is_weight_estimated,
    '{{ basis }}' as basis,
    {{ amount }} as amount,
    {{ covered }} as covered_usd,
    {{ is_blind }} as is_blind,
    exporter_kind = 'economy' as is_known_origin,
    {{ basis }}_place as place
from {{ ref('int_import_partner') }}
{{ 'union all' if not loop.last }}
{%- endfor %}
