with delivered as (
    select e.*
    from {{ source('comtrade_monthly_series', 'comtrade_monthly_series__exports') }} as e
    inner join {{ ref('stg_books__current_document') }} as b on e.document_id = b.document_id
),

renamed as (
    select
        -- keys
        'comtrade_monthly_series' as source,
        'CHN' as reporter_iso3,
        p.partner_key as partner_iso3,
        d.hs6 as hs_code,
        substr(cast(d.period_dt as varchar), 1, 7) as period,
        -- attributes
        case when d.qty = 0 and d.val > 0 then 'missing' else 'reported' end as weight_state,
        p.times_counted,
        d.document_id,
        d.row_number,
        -- measures
        cast(d.val / p.times_counted as decimal(18, 3)) as value_usd,
        case when d.qty > 0 or d.val = 0 then cast(d.qty / p.times_counted as decimal(18, 3)) end as weight_kg
    from delivered as d
    left join {{ ref('comtrade_monthly_series_partners') }} as p on d.partner_name = p.partner_name
)

select * from renamed
