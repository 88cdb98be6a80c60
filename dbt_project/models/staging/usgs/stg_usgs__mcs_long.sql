with source as (
    select
        r.*,
        replace(d.key, 'mcs-', '') as edition
    from {{ source('usgs', 'usgs__mcs_long') }} as r
    inner join {{ ref('stg_books__current_document') }} as d on r.document_id = d.document_id
),

renamed as (
    select
        document_id,
        row_number,
        edition,
        {{ usgs_text('mcs_chapter') }} as chapter,
        {{ usgs_text('section') }} as section,
        {{ usgs_text('commodity') }} as commodity_printed,
        {{ usgs_text('country') }} as country_printed,
        lower({{ usgs_text('statistics') }}) as statistic_printed,
        {{ usgs_text('statistics_detail') }} as detail_printed,
        {{ usgs_text('unit') }} as unit_printed,
        {{ usgs_text('year') }} as period,
        {{ usgs_text('value') }} as token,
        -- one row of the 2026 edition has lost its note, so that the next column stands here
        nullif({{ usgs_text('notes') }}, 'Yes') as notes,
        {{ usgs_text('other_notes') }} as other_notes,
        case
            when ' -- ' || notes like '% -- Estimated%' then 'estimated'
            else 'reported'
        end as status,
        case is_critical_mineral_2025 when 'Yes' then true when 'No' then false end as is_critical_mineral,
        section like 'World %' as is_world_section
    from source
),

figures as (
    {{ usgs_figures('renamed') }}
)

select
    document_id,
    row_number,
    edition,
    chapter,
    section,
    commodity_printed,
    country_printed,
    statistic_printed,
    detail_printed,
    period,
    cast(substr(period, 1, 4) as integer) as period_from,
    case
        when period like '%–%' then cast(substr(period, 1, 2) || substr(period, 6, 2) as integer)
        else cast(period as integer)
    end as period_to,
    unit_printed,
    token,
    flag,
    is_world_section,
    is_critical_mineral,
    notes,
    other_notes,
    cast(value as decimal(24, 6)) as value,
    cast(value_lower as decimal(24, 6)) as value_lower,
    cast(value_upper as decimal(24, 6)) as value_upper
from figures
