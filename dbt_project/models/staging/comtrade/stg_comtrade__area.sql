with reporter as (
    select r.*
    from {{ source('comtrade', 'comtrade__reporter') }} as r
    inner join {{ ref('stg_books__current_document') }} as b on r.document_id = b.document_id
),

partner as (
    select p.*
    from {{ source('comtrade', 'comtrade__partner') }} as p
    inner join {{ ref('stg_books__current_document') }} as b on p.document_id = b.document_id
),

renamed as (
    select
        -- keys
        coalesce(r.reporterCode, p.PartnerCode) as comtrade_code,
        -- attributes
        trim(coalesce(r.reporterDesc, p.PartnerDesc)) as name,
        nullif(trim(coalesce(r.reporterCodeIsoAlpha3, p.PartnerCodeIsoAlpha3)), '') as publisher_iso,
        r.reporterCode is not null as is_reporter,
        p.PartnerCode is not null as is_partner,
        coalesce(r.isGroup, p.isGroup) as is_group,
        cast(coalesce(r.entryEffectiveDate, p.entryEffectiveDate) as date) as effective_on,
        cast(coalesce(r.entryExpiredDate, p.entryExpiredDate) as date) as expired_on,
        coalesce(r.document_id, p.document_id) as document_id
    from reporter as r
    full outer join partner as p on r.reporterCode = p.PartnerCode
)

select * from renamed
