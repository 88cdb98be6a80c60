with delivered as (
    select
        r.currency,
        r.time_period,
        r.obs_value,
        r.document_id
    from {{ source('exchange_rates', 'exchange_rates__ecb') }} as r
    inner join {{ ref('stg_books__current_document') }} as d on r.document_id = d.document_id
    where r.obs_value is not null
),

usd as (
    select *
    from delivered
    where currency = 'USD'
),

renamed as (
    select
        -- keys
        'EUR' as currency,
        time_period as period,
        'M' as frequency,
        -- attributes
        'ecb' as source,
        document_id,
        -- measures
        cast(1 / obs_value as decimal(20, 8)) as per_usd
    from usd
    union all
    select
        c.currency,
        c.time_period as period,
        'M' as frequency,
        'ecb' as source,
        c.document_id,
        cast(c.obs_value / u.obs_value as decimal(20, 8)) as per_usd
    from delivered as c
    inner join usd as u on c.time_period = u.time_period
    where c.currency <> 'USD'
)

select * from renamed
