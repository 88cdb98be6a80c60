with delivered as (
    select
        u.*,
        split_part(c.key, '-', 2) as edition,
        m.commodity,
        m.material as material_key,
        trim(u.share) as token
    from {{ source('eu_criticality', 'eu_criticality__use') }} as u
    inner join {{ ref('stg_books__current_document') }} as c on u.document_id = c.document_id
    left join {{ ref('eu_criticality_materials') }} as m
        on {{ eu_criticality_key('u.material') }} = m.material_printed
),

renamed as (
    select
        edition,
        commodity,
        material_key as material,
        application,
        coalesce(substr(nace_sector, 1, 3), 'none') as nace_division,
        replace(replace(substr(nace_sector, 7), chr(13), ''), chr(10), ' ') as nace_name,
        token,
        cast(va_million_eur as decimal(18, 0)) * 1000000 as sector_value_added_eur,
        document_id
    from delivered
),

parsed as (
    {{ eu_criticality_shares('renamed') }}
)

select
    -- keys
    'eu_criticality' as source,
    edition,
    commodity,
    material,
    application,
    nace_division,
    -- attributes
    nace_name,
    flag,
    document_id,
    -- measures
    share,
    share_low,
    share_high,
    sector_value_added_eur
from parsed
