{% set import_set = 'source, evidence, importer_iso3, material, stage, code_set, period, frequency' %}
-- made distinct before they are joined by text: a set has many rows and few documents
with stated as (
    select distinct
        {{ import_set }},
        valuation,
        hs_edition,
        rolled_up_from,
        goods_edition,
        is_cut_off,
        document_id
    from {{ ref('int_material_flow') }}
),

described as (
    select
        {{ import_set }},
        {{ distinct_list('valuation', '+') }} as valuation,
        {{ distinct_list('hs_edition', '+') }} as hs_edition,
        {{ distinct_list('rolled_up_from', '+') }} as rolled_up_from,
        max(goods_edition) as goods_edition,
        coalesce(max(is_cut_off), false) as is_cut_off,
        {{ distinct_list('document_id') }} as document_ids
    from stated
    group by {{ import_set }}
),

-- partners that add up to more than their own total, code by code
excess as (
    select
        {{ import_set }},
        sum(excess_usd) as excess_usd,
        sum(excess_kg) as excess_kg
    from {{ ref('int_import_code') }}
    group by {{ import_set }}
)

select
    d.source,
    d.evidence,
    d.importer_iso3,
    d.material,
    d.stage,
    d.code_set,
    k.fit,
    g.shared_with,
    d.period,
    d.frequency,
    d.valuation,
    d.hs_edition,
    d.rolled_up_from,
    e.excess_usd,
    e.excess_kg,
    d.is_cut_off,
    d.is_cut_off or w.source is not null as has_withheld,
    case when d.is_cut_off then null when w.source is null then 0 else w.limit_usd end as withheld_usd,
    case when d.is_cut_off then null when w.source is null then 0 else w.limit_kg end as withheld_kg,
    b.series_break,
    d.document_ids
from described as d
inner join excess as e
    on
        d.source = e.source
        and d.evidence = e.evidence
        and d.importer_iso3 = e.importer_iso3
        and d.material = e.material
        and d.code_set = e.code_set
        and d.period = e.period
        and d.frequency = e.frequency
left join {{ ref('int_import_withheld') }} as w
    on
        d.evidence = 'reported'
        and d.source = w.source
        and d.importer_iso3 = w.importer_iso3
        and d.material = w.material
        and d.code_set = w.code_set
        and d.period = w.period
        and d.frequency = w.frequency
left join {{ ref('int_code_set') }} as k on d.material = k.material and d.code_set = k.code_set
left join {{ ref('int_code_set_edition') }} as g
    on
        d.material = g.material
        and d.code_set = g.code_set
        and d.goods_edition = g.hs_edition
left join {{ ref('int_series_break') }} as b
    on
        d.source = b.source
        and d.evidence = b.evidence
        and d.importer_iso3 = b.importer_iso3
        and d.material = b.material
        and d.code_set = b.code_set
        and d.period = b.period
        and d.frequency = b.frequency
