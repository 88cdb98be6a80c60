{% set import_set = 'source, evidence, importer_iso3, material, stage, code_set, period, frequency' %}
with described as (
    select
        {{ import_set }},
        {{ distinct_list('valuation', '+') }} as valuation,
        {{ distinct_list('hs_edition', '+') }} as hs_edition,
        {{ distinct_list('document_id') }} as document_ids
    from {{ ref('int_material_flow') }}
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
),

-- trade that is known to be withheld and in no total of the publisher: how much it is, nobody says
withheld as (
    select distinct
        w.source,
        w.reporter_iso3 as importer_iso3,
        c.material,
        c.code_set,
        w.period,
        w.frequency
    from {{ ref('int_withheld') }} as w
    inner join {{ ref('material_codes') }} as c on w.hs_code like c.hs_code || '%'
    where
        w.flow = 'M'
        and not exists (
            select 1
            from {{ ref('int_import_code') }} as t
            where
                t.has_total
                and t.source = w.source
                and t.importer_iso3 = w.reporter_iso3
                and t.material = c.material
                and t.code_set = c.code_set
                and t.period = w.period
                and t.frequency = w.frequency
                and w.hs_code like t.hs_code || '%'
        )
)

select
    d.source,
    d.evidence,
    d.importer_iso3,
    d.material,
    d.stage,
    d.code_set,
    d.period,
    d.frequency,
    d.valuation,
    d.hs_edition,
    e.excess_usd,
    e.excess_kg,
    w.source is not null as has_withheld,
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
left join withheld as w
    on
        d.evidence = 'reported'
        and d.source = w.source
        and d.importer_iso3 = w.importer_iso3
        and d.material = w.material
        and d.code_set = w.code_set
        and d.period = w.period
        and d.frequency = w.frequency
