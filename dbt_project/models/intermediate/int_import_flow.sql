{#
    Import flows under each code that they can answer for: their own, and the HS code that finer ones add up to. Where the
    edition stated, or in force, does not have the code, the flow is of the newest one before that has it.
#}
{{ config(materialized='view') }}
{% set columns = 'source, reporter_iso3, partner_iso3, partner_kind, hs_code, hs_edition, period, frequency, valuation,
        value_usd, weight_kg, is_weight_estimated, document_id, row_numbers' %}
with flow as (
    select
        {{ columns }},
        hs_code as set_code,
        cast(null as varchar) as rolled_up_from,
        {{ hs_edition_stated_or_in_force('hs_edition', 'period') }} as edition
    from {{ ref('int_trade_flow') }}
    where flow = 'M'
    union all
    select
        {{ columns }},
        rolled_up_to as set_code,
        rolled_up_from,
        {{ hs_edition_stated_or_in_force('hs_edition', 'period') }} as edition
    from {{ ref('int_trade_flow_rolled_up') }}
),

listed as (
    select
        edition,
        hs_code
    from {{ ref('hs_headings') }}
    union
    select
        edition,
        heading as hs_code
    from {{ ref('hs_headings') }}
),

edition as (
    select distinct edition
    from listed
),

known as (
    select
        e.edition,
        l.hs_code,
        max(l.edition) as newest_edition
    from edition as e
    inner join listed as l on e.edition >= l.edition
    group by e.edition, l.hs_code
)

select
    f.source,
    f.reporter_iso3,
    f.partner_iso3,
    f.partner_kind,
    f.hs_code,
    f.hs_edition,
    f.set_code,
    f.rolled_up_from,
    coalesce(k.newest_edition, f.edition) as edition,
    f.period,
    f.frequency,
    f.valuation,
    f.value_usd,
    f.weight_kg,
    f.is_weight_estimated,
    f.document_id,
    f.row_numbers
from flow as f
left join known as k on f.edition = k.edition and f.set_code = k.hs_code
