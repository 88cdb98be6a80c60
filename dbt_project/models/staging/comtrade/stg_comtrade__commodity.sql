with delivered as (
    select c.*
    from {{ source('comtrade', 'comtrade__commodity') }} as c
    inner join {{ ref('stg_books__current_document') }} as b on c.document_id = b.document_id
),

renamed as (
    select
        -- keys
        id as hs_code,
        -- attributes
        nullif(parent, '#') as parent_code,
        case when text like id || ' - %' then substr(text, length(id) + 4) else text end as name,
        isLeaf = '1' as is_leaf,
        aggrLevel as digits,
        nullif(standardUnitAbbr, 'n/a') as standard_unit,
        document_id
    from delivered
)

select * from renamed
