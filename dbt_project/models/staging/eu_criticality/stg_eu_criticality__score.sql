select
    -- keys
    'eu_criticality' as source,
    s.year as edition,
    m.commodity,
    m.material,
    -- attributes
    case when s.sr = '-' then 'not assessed' end as reason,
    s.document_id,
    -- measures
    cast(nullif(s.sr, '-') as decimal(4, 1)) as supply_risk,
    cast(nullif(s.ei, '-') as decimal(4, 1)) as economic_importance
from {{ source('eu_criticality', 'eu_criticality__score') }} as s
inner join {{ ref('stg_books__current_document') }} as c on s.document_id = c.document_id
left join {{ ref('eu_criticality_materials') }} as m on {{ eu_criticality_key('s.material') }} = m.material_printed
