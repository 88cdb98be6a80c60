with delivered as (
    select f.*
    from {{ source('comtrade_mineral_series', 'comtrade_mineral_series__flows') }} as f
    inner join {{ ref('stg_books__current_document') }} as d on f.document_id = d.document_id
),

area as (
    select distinct
        publisher_iso,
        partner_key,
        kind
    from {{ ref('comtrade_areas') }}
),

renamed as (
    select
        -- keys
        'comtrade_mineral_series' as source,
        replace(lower(f.mineral), ' ', '_') as material,
        i.partner_key as importer_iso3,
        e.partner_key as exporter_iso3,
        e.kind as exporter_kind,
        cast(f.year as varchar) as period,
        -- attributes
        case when f.mineral = 'Rare earths' then '280530+284610+284690' end as code_set,
        case when f.net_weight_kg = 0 and f.trade_value_usd > 0 then 'delivered as 0 beside a value' end
            as weight_missing_reason,
        f.document_id,
        f.row_number,
        -- measures
        f.trade_value_usd as value_usd,
        case when f.net_weight_kg > 0 or f.trade_value_usd = 0 then f.net_weight_kg end as weight_kg
    from delivered as f
    left join area as i on trim(f.importer_iso) = i.publisher_iso
    left join area as e on trim(f.exporter_iso) = e.publisher_iso
)

select * from renamed
