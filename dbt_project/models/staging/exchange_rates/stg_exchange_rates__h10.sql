with delivered as (
    select r.*
    from {{ source('exchange_rates', 'exchange_rates__h10') }} as r
    inner join {{ ref('stg_books__current_document') }} as d on r.document_id = d.document_id
),

renamed as (
    select
        -- keys
        c.currency,
        substr(cast(r.date as varchar), 1, 7) as period,
        'M' as frequency,
        -- attributes
        'h10' as source,
        r.document_id,
        -- measures
        cast(r.exchange_rate as decimal(20, 8)) as per_usd
    from delivered as r
    inner join {{ ref('exchange_rates_h10_countries') }} as c on r.country = c.country
    where c.currency is not null and r.exchange_rate is not null
)

select * from renamed
