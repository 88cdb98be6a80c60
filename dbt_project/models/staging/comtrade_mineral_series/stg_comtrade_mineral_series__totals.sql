with delivered as (
    select t.*
    from {{ source('comtrade_mineral_series', 'comtrade_mineral_series__totals') }} as t
    inner join {{ ref('stg_books__current_document') }} as d on t.document_id = d.document_id
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
        replace(lower(t.mineral), ' ', '_') as material,
        a.partner_key as area_key,
        a.kind as area_kind,
        case t.flow when 'Import' then 'M' when 'Export' then 'X' end as flow,
        cast(t.year as varchar) as period,
        -- attributes
        t.flow = 'Export' as is_mirrored,
        case when t.mineral = 'Rare earths' then '280530+284610+284690' end as code_set,
        case when t.net_weight_kg = 0 and t.trade_value_usd > 0 then 'delivered as 0 beside a value' end
            as weight_missing_reason,
        t.document_id,
        t.row_number,
        -- measures
        t.trade_value_usd as value_usd,
        case when t.net_weight_kg > 0 or t.trade_value_usd = 0 then t.net_weight_kg end as weight_kg
    from delivered as t
    left join area as a on trim(t.country_iso) = a.publisher_iso
)

select * from renamed
