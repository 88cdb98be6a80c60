with printed as (
    select {{ usgs_text('country') }} as country_printed from {{ source('usgs', 'usgs__mcs_world') }}
    union
    select {{ usgs_text('country') }} as country_printed from {{ source('usgs', 'usgs__mcs_wide') }}
    union
    select {{ usgs_text('country') }} as country_printed from {{ source('usgs', 'usgs__mcs_long') }}
),

unmarked as (
    select
        country_printed,
        {{ usgs_without_number('country_printed') }} as without_number,
        {{ usgs_without_letter(usgs_without_number('country_printed')) }} as without_mark
    from printed
    where country_printed is not null
),

-- the exact name first, then the name without the numbers of footnotes, then without the letter before them
found as (
    select
        u.country_printed,
        u.without_number,
        coalesce(exact.usgs_name, numbered.usgs_name, lettered.usgs_name) as usgs_name,
        exact.usgs_name is null
        and numbered.usgs_name is null
        and lettered.usgs_name is not null
        and u.without_number like '%e' as is_marked_estimated
    from unmarked as u
    left join {{ ref('usgs_economies') }} as exact on u.country_printed = exact.usgs_name
    left join {{ ref('usgs_economies') }} as numbered on u.without_number = numbered.usgs_name
    left join {{ ref('usgs_economies') }} as lettered on u.without_mark = lettered.usgs_name
)

select
    f.country_printed,
    coalesce(
        e.name,
        case
            when lower(f.country_printed) like 'world total%' then 'World'
            when lower(f.country_printed) like 'other countries%' then 'Other countries'
            else f.country_printed
        end
    ) as name,
    e.iso3,
    coalesce(
        e.kind,
        case
            when lower(f.country_printed) like 'world total%' then 'world'
            when lower(f.country_printed) like 'other countries%' then 'other'
            else 'unknown'
        end
    ) as kind,
    coalesce(e.qualifier, case when e.usgs_name is null then f.country_printed end) as qualifier,
    f.is_marked_estimated
from found as f
left join {{ ref('usgs_economies') }} as e on f.usgs_name = e.usgs_name
