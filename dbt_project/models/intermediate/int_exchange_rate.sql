with monthly as (
    select * from {{ ref('stg_exchange_rates__ecb') }}
    union all by name
    select * from {{ ref('stg_exchange_rates__h10') }}
),

-- a year has a rate of its own only when all of its months have one
annual as (
    select
        currency,
        substr(period, 1, 4) as period,
        'A' as frequency,
        source,
        min(document_id) as document_id,
        cast(sum(per_usd) / 12 as decimal(20, 8)) as per_usd,
        true as is_mean_of_months
    from monthly
    group by currency, substr(period, 1, 4), source
    having count(*) = 12
),

every as (
    select
        *,
        false as is_mean_of_months
    from monthly
    union all by name
    select * from annual
),

-- The H.10 package rounds euro and pound to four decimals after turning them round, so the ECB goes first for those;
-- for the others H.10 is the direct quotation and the ECB's is a cross rate.
ranked as (
    select
        *,
        row_number() over (
            partition by currency, period, frequency
            order by case when (source = 'ecb') = (currency in ('EUR', 'GBP')) then 1 else 2 end
        ) as place
    from every
)

select
    currency,
    period,
    frequency,
    source,
    is_mean_of_months,
    per_usd,
    document_id
from ranked
where place = 1
