select
    -- keys
    'oecd_io' as source,
    split_part(d.key, '-', 2) as edition,
    split_part(d.key, '-', 1) as economy_iso3,
    cast(t.year as varchar) as period,
    t.row_code as from_code,
    t.col_code as to_code,
    -- attributes
    r.name as from_name,
    r.kind as from_kind,
    c.name as to_name,
    c.kind as to_kind,
    t.document_id,
    -- measures
    cast(t.value_musd * 1000000 as decimal(18, 3)) as value_usd
from {{ source('oecd_io', 'oecd_io__table') }} as t
inner join {{ ref('stg_books__current_document') }} as d on t.document_id = d.document_id
left join {{ ref('oecd_io_rows') }} as r on t.row_code = r.code
left join {{ ref('oecd_io_columns') }} as c on t.col_code = c.code
