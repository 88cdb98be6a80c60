with delivered as (
    select a.*
    from {{ source('comtrade', 'comtrade__availability') }} as a
    inner join {{ ref('stg_books__current_document') }} as b on a.document_id = b.document_id
),

-- the lists of two watch lists overlap: the newest release of a data set is the one that counts
ranked as (
    select
        *,
        row_number() over (
            partition by datasetCode
            order by lastReleased desc, document_id asc
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
        trim(d.classificationCode) as hs_edition,
        -- attributes
        d.isOriginalClassification as is_original_edition,
        d.datasetChecksum as checksum,
        d.firstReleased as first_released_at,
        d.lastReleased as last_released_at,
        d.document_id,
        -- measures
        d.totalRecords as records
    from ranked as d
    left join {{ ref('comtrade_areas') }} as r on d.reporterCode = r.comtrade_code
    where d.place = 1
)

select * from renamed
