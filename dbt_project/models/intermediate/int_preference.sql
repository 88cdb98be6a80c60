{#
    Every reading of a question (importer, material, period, frequency, basis), how well it fits, and which one is
    preferred. The order of what counts is that of docs/methods.md, "The preferred reading".
#}
{% set question = 'importer_iso3, material, period, frequency, basis' %}
with placed as (
    select
        *,
        row_number() over (partition by material order by preference asc, code_set asc) as place
    from {{ ref('int_code_set') }}
),

main_stage as (
    select
        material,
        stage
    from placed
    where place = 1
),

reading as (
    select
        s.source,
        s.evidence,
        s.importer_iso3,
        s.material,
        s.stage,
        s.code_set,
        s.period,
        s.frequency,
        s.basis,
        c.fit,
        c.preference,
        d.contradiction,
        d.what_falls as contradicted_part,
        case
            when d.what_falls = 'amounts and shares' then 3
            when s.reason is not null or s.supplier_count = 0 then 2
            when d.contradiction is not null then 1
            else 0
        end as fault,
        case when c.stage = m.stage then 0 else 1 end as off_stage,
        case c.fit when 'exact' then 1 when 'dominant' then 2 else 3 end as looseness,
        case s.evidence when 'reported' then 1 when 'reconciled' then 2 else 3 end as remove,
        case s.source when 'comtrade' then 2 when 'comtrade_extract' then 3 else 1 end as hand,
        {{ ratio('s.unknown', 's.total') }} as unknown_share
    from {{ ref('int_import_set') }} as s
    inner join {{ ref('int_code_set') }} as c on s.material = c.material and s.code_set = c.code_set
    inner join main_stage as m on s.material = m.material
    left join {{ ref('int_contradicted') }} as d
        on
            s.source = d.source
            and s.evidence = d.evidence
            and s.importer_iso3 = d.importer_iso3
            and s.code_set = d.code_set
            and s.period = d.period
            and s.frequency = d.frequency
            and s.basis = d.basis
),

ranked as (
    select
        *,
        row_number() over (
            partition by {{ question }}
            order by
                fault asc,
                off_stage asc,
                looseness asc,
                remove asc,
                hand asc,
                unknown_share asc nulls last,
                preference asc,
                code_set asc,
                source asc,
                stage asc
        ) as place,
        count(*) over (partition by {{ question }}) as readings
    from reading
),

best as (
    select *
    from ranked
    where place = 1
)

select
    r.source,
    r.evidence,
    r.importer_iso3,
    r.material,
    r.stage,
    r.code_set,
    r.period,
    r.frequency,
    r.basis,
    r.fit,
    r.contradiction,
    r.contradicted_part,
    cast(r.place as integer) as preference,
    r.place = 1 and r.fault < 3 as is_preferred,
    case
        when r.place = 1 and r.fault = 3 then 'contradicted, and no other reading is there'
        when r.place = 1 and r.readings = 1 then 'the only reading'
        when r.place = 1 and r.fault = 2 then 'no reading has a figure on this basis'
        when r.place = 1 and r.fault = 1 then 'its total is contradicted, but no other reading has a figure'
        when r.place = 1
            then 'best of ' || cast(r.readings as varchar) || ': ' || r.fit || ' fit, ' || r.evidence
        when r.fault > b.fault and r.fault = 2 then 'no figure on this basis'
        when r.fault > b.fault then 'contradicted by another source'
        when r.off_stage > b.off_stage then 'another stage (' || r.stage || ') than ' || b.stage
        when r.looseness > b.looseness then r.fit || ' fit, where ' || b.fit || ' is there'
        when r.remove > b.remove then r.evidence || ', where ' || b.evidence || ' is there'
        when r.hand > b.hand then 'at second hand, where ' || b.source || ' is there'
        when r.unknown_share > b.unknown_share then 'origin unknown for more of it than in ' || b.source || ' ' || b.code_set
        else 'HS ' || b.code_set || ' of ' || b.source || ' comes first in reference.material_code'
    end as preference_reason
from ranked as r
inner join best as b
    on
        r.importer_iso3 = b.importer_iso3
        and r.material = b.material
        and r.period = b.period
        and r.frequency = b.frequency
        and r.basis = b.basis
