{#
    The periods with which a series is no longer of the same goods: the goods of its code set changed since the period
    before, or the set begins in an edition before which the material was counted by another one.
#}
{% set series = 'source, evidence, importer_iso3, material, stage, code_set, frequency' %}
{% set stage_series = 'source, evidence, importer_iso3, material, stage, frequency' %}
with reading as (
    select
        {{ series }},
        period,
        max(goods_edition) as edition
    from {{ ref('int_material_flow') }}
    group by {{ series }}, period
),

goods as (
    select
        r.*,
        e.same_goods_since
    from reading as r
    inner join {{ ref('int_code_set_edition') }} as e
        on
            r.material = e.material
            and r.code_set = e.code_set
            and r.edition = e.hs_edition
),

placed as (
    select
        *,
        lag(edition) over (partition by {{ series }} order by period) as edition_before,
        lag(same_goods_since) over (partition by {{ series }} order by period) as same_goods_before,
        min(period) over (partition by {{ stage_series }}) as first_period,
        min(edition) over (partition by {{ stage_series }}) as first_edition
    from goods
),

broken as (
    select
        *,
        case
            when edition_before is null or edition > edition_before then coalesce(edition_before, first_edition)
            else edition
        end as after_edition,
        case when edition < edition_before then edition_before else edition end as upto_edition
    from placed
    where
        same_goods_since <> same_goods_before
        or (same_goods_before is null and period > first_period and first_edition < same_goods_since)
)

select
    b.source,
    b.evidence,
    b.importer_iso3,
    b.material,
    b.code_set,
    b.period,
    b.frequency,
    case when b.edition < b.edition_before then 'back in HS ' || {{ hs_edition_year('b.edition') }} || ': ' else '' end
    || {{ distinct_list('c.change', '; ') }} as series_break
from broken as b
inner join {{ ref('int_code_set_edition') }} as c
    on
        b.material = c.material
        and b.code_set = c.code_set
        and b.after_edition < c.hs_edition
        and b.upto_edition >= c.hs_edition
where c.change is not null
group by
    b.source, b.evidence, b.importer_iso3, b.material, b.code_set, b.period, b.frequency, b.edition, b.edition_before
