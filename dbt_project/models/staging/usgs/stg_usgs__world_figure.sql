with printed as (
    select
        document_id,
        row_number,
        edition,
        commodity_printed,
        country_printed,
        statistic_printed,
        detail_printed,
        period,
        unit_printed,
        token,
        flag,
        notes,
        value,
        value_lower,
        value_upper
    from {{ ref('stg_usgs__mcs_long') }}
    where is_world_section
    union all
    select
        document_id,
        row_number,
        edition,
        commodity_printed,
        country_printed,
        statistic_printed,
        detail_printed,
        period,
        unit_printed,
        token,
        flag,
        notes,
        value,
        value_lower,
        value_upper
    from {{ ref('stg_usgs__mcs_wide') }}
),

keyed as (
    select
        *,
        {{ usgs_key('commodity_printed') }} as commodity_key,
        {{ usgs_key('detail_printed') }} as detail_key,
        {{ usgs_key('country_printed') }} as country_key
    from printed
)

select
    p.document_id,
    p.row_number,
    p.edition,
    p.commodity_printed,
    p.detail_printed,
    p.country_printed,
    p.statistic_printed,
    coalesce(one.commodity, c.commodity) as commodity,
    coalesce(one.statistic, c.statistic) as statistic,
    coalesce(one.statistic_detail, c.statistic_detail) as statistic_detail,
    coalesce(one.stage, c.stage) as stage,
    coalesce(one.material, c.material) as material,
    coalesce(one.is_excluded, c.is_excluded) as is_excluded,
    e.name as producer_name,
    e.iso3 as producer_iso3,
    e.kind as producer_kind,
    e.qualifier,
    p.period,
    u.unit,
    u.t_per_unit,
    p.token,
    p.flag,
    p.notes,
    p.value,
    p.value_lower,
    p.value_upper
from keyed as p
left join {{ ref('usgs_commodities') }} as c
    on
        p.commodity_key = c.commodity_printed
        and p.detail_key = c.detail_printed
        and p.statistic_printed = c.statistic_printed
        and c.country_printed is null
left join {{ ref('usgs_commodities') }} as one
    on
        p.commodity_key = one.commodity_printed
        and p.detail_key = one.detail_printed
        and p.statistic_printed = one.statistic_printed
        and p.country_key = one.country_printed
left join {{ ref('usgs_economies') }} as e on p.country_printed = e.usgs_name
left join {{ ref('usgs_units') }} as u
    on coalesce(one.unit, c.unit, p.unit_printed) = u.unit_printed
