with delivered as (
    select p.*
    from {{ source('comtrade', 'comtrade__publication') }} as p
    inner join {{ ref('stg_books__current_document') }} as b on p.document_id = b.document_id
),

ranked as (
    select
        *,
        row_number() over (
            partition by datasetCode, publicationDate
            order by document_id asc
        ) as place
    from delivered
),

renamed as (
    select
        -- keys
        d.datasetCode as dataset_code,
        d.freqCode as frequency,
        r.partner_key as reporter_iso3,
        d.reporterCode as reporter_code,
        case
            when d.period > 9999
                then substr(cast(d.period as varchar), 1, 4) || '-' || substr(cast(d.period as varchar), 5)
            else cast(d.period as varchar)
        end as period,
        d.publicationDate as published_at,
        -- attributes
        row_number() over (partition by d.datasetCode order by d.publicationDate) as publication_number,
        trim(d.classificationCode) as hs_edition,
        lower(nullif(d.tradeSystem, 'N/A')) as trade_system,
        nullif(d.importValuation, 'N/A') as import_valuation,
        nullif(d.exportValuation, 'N/A') as export_valuation,
        nullif(d.importPartnerCountry, 'N/A') as import_partner_rule,
        nullif(d.exportPartnerCountry, 'N/A') as export_partner_rule,
        nullif(d.currency, 'N/A') as currency,
        nullif(d.publicationNote, 'N/A') as note,
        d.document_id,
        -- measures
        d.importConvFactor as import_conversion_factor,
        d.exportConvFactor as export_conversion_factor
    from ranked as d
    left join {{ ref('comtrade_areas') }} as r on d.reporterCode = r.comtrade_code
    where d.place = 1
)

select * from renamed
