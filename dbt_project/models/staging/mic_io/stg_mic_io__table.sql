select
    -- keys
    'mic_io' as source,
    split_part(d.key, '-', 1) as economy_iso3,
    split_part(d.key, '-', 2) as period,
    substr(t.input_name, 1, 2) as from_code,
    substr(t.output_name, 1, 2) as to_code,
    -- attributes
    substr(t.input_name, 4) as from_name,
    case t.input_type when 'industry' then 'industry' when 'valueadded' then 'value_added' end as from_kind,
    substr(t.output_name, 4) as to_name,
    case t.output_type
        when 'industry' then 'industry'
        when 'finaldemand' then 'final_demand'
        when 'export' then 'export'
        when 'import' then 'import'
    end as to_kind,
    t.document_id,
    -- measures
    cast(t.value_m * 1000000 as decimal(18, 3)) as value_jpy
from {{ source('mic_io', 'mic_io__table') }} as t
inner join {{ ref('stg_books__current_document') }} as d on t.document_id = d.document_id
