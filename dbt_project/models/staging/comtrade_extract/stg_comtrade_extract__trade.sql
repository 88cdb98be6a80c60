with delivered as (
    select t.*
    from {{ source('comtrade_extract', 'comtrade_extract__trade') }} as t
    inner join {{ ref('stg_books__current_document') }} as b on t.document_id = b.document_id
),

renamed as (
    select
        -- keys
        'comtrade_extract' as source,
        r.partner_key as reporter_iso3,
        {{ partner_key('p') }} as partner_iso3,
        {{ partner_kind('p') }} as partner_kind,
        d.flow,
        d.cmd as hs_code,
        'unstated' as hs_edition,
        cast(d.year as varchar) as period,
        'A' as frequency,
        -- attributes
        case when d.flow = 'M' then 'CIF or FOB' else 'FOB' end as valuation,
        cast(null as boolean) as is_weight_estimated,
        d.document_id,
        d.row_number,
        -- measures
        d.value as value_usd,
        case
            when d.netwgt > 0 then d.netwgt
            when d.qtyunit = 8 and d.qty > 0 then d.qty
            when d.value = 0 then d.netwgt
        end as weight_kg
    from delivered as d
    left join {{ ref('comtrade_areas') }} as r on d.reporter = r.comtrade_code
    left join {{ ref('comtrade_areas') }} as p on d.partner = p.comtrade_code
)

select * from renamed
