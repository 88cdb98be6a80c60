with commodity as (
    select distinct
        {{ usgs_key('commodity') }} as commodity_key,
        material
    from {{ ref('usgs_commodities') }}
    where material is not null
),

printed as (
    select
        *,
        {{ usgs_key('commodity_printed') }} as commodity_key
    from {{ ref('stg_usgs__mcs_long') }}
    where not is_world_section
)

select
    p.document_id,
    p.row_number,
    p.edition,
    p.chapter,
    p.commodity_printed as commodity,
    coalesce(m.material, c.material) as material,
    case
        when p.statistic_printed like 'import sources%' then 'import sources'
        else p.statistic_printed
    end as statistic,
    p.detail_printed as statistic_detail,
    e.name as country_name,
    e.iso3 as country_iso3,
    e.kind as country_kind,
    -- the chapter of mica prints two tables of the United States with the same labels
    row_number() over (
        partition by
            p.document_id, p.chapter, p.commodity_printed, p.statistic_printed, p.detail_printed, p.unit_printed,
            p.country_printed, p.period
        order by p.row_number
    ) as table_number,
    p.period,
    p.period_from,
    p.period_to,
    p.unit_printed as unit,
    p.token,
    p.flag,
    p.notes,
    p.value,
    p.value_lower,
    p.value_upper,
    p.edition = max(p.edition) over (
        partition by p.commodity_printed, p.statistic_printed, p.detail_printed, p.period
    ) as is_newest_edition
from printed as p
left join {{ ref('stg_usgs__producer') }} as e on p.country_printed = e.country_printed
left join {{ ref('materials') }} as m on p.commodity_key = m.material
left join commodity as c on p.commodity_key = c.commodity_key
